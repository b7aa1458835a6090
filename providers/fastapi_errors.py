"""The error handlers of the services on FastAPI."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from providers.problems import MEDIA_TYPE, ProblemError, invalid_fields


def install(app: FastAPI) -> None:
    """Answer every error of the application with a problem."""

    @app.exception_handler(ProblemError)
    def show(_request: Request, error: ProblemError) -> JSONResponse:
        return JSONResponse(error.body, error.status, error.headers, media_type=MEDIA_TYPE)

    @app.exception_handler(RequestValidationError)
    def show_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return show(request, invalid_fields(error.errors(), depth=1))

    @app.exception_handler(HTTPException)
    def show_http_error(request: Request, error: HTTPException) -> JSONResponse:
        return show(request, ProblemError(error.status_code, error.detail, headers=error.headers))
