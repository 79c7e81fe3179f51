"""A FastAPI service instrumented with sardonyx-sdk only: python sdk_service.py PORT ENDPOINT."""

import logging
import sys

import uvicorn
from fastapi import FastAPI

import sardonyx_sdk

sardonyx_sdk.configure(service="ours", endpoint=sys.argv[2], logs="otlp")
app = FastAPI()


@app.get("/price/{item}")
async def price(item: str) -> dict[str, str]:
    logging.getLogger("ours").warning("price of %s asked", item)
    return {"item": item}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
