"""HAL documents from values, one function for each kind of resource."""
