"""`python -m pactwright` is `pactwright`."""

from pactwright.cli.main import main

if __name__ == "__main__":
    main()
