# The process of a Python function, in place of Lambda's Python runtime. It loads the handler once, then handles one
# call at a time. Messages are lines of JSON, read from standard input and written to file descriptor 3. Texts and shapes are
# those of the runtime that AWS publishes.

import decimal
import importlib
import io
import json
import logging
import os
import sys
import time
import traceback

LOG_END = b"\0end of log\n"
PROTECTED = os.path.abspath(__file__)


class Failure(Exception):
    """An error of the runtime, not of the function's code."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


class ClientContext:
    __slots__ = ("custom", "env", "client")


class Client:
    __slots__ = (
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    )


class CognitoIdentity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


def client_context(text):
    context = filled(ClientContext, None if text is None else json.loads(text))
    if context is not None:
        context.client = filled(Client, context.client)
    return context


def filled(kind, values):
    """An object with the members of its class only, as on Lambda; None if there are no values."""
    if not isinstance(values, dict):
        return None
    result = kind()
    for name in kind.__slots__:
        setattr(result, name, values.get(name))
    return result


class Context:
    def __init__(self, message):
        env = os.environ.get
        self.aws_request_id = message["requestId"]
        self.invoked_function_arn = message["arn"]
        self.function_name = env("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = env("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = env("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env("AWS_LAMBDA_LOG_STREAM_NAME")
        self.client_context = client_context(message.get("clientContext"))
        # On Lambda it is there without an identity too, with empty members.
        self.identity = filled(CognitoIdentity, {})
        self._deadline_ms = message["deadlineMs"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline_ms - time.time() * 1000))

    def log(self, text):
        sys.stdout.write(str(text))


def open_channel():
    """Takes the channel away from the function: on Lambda, its standard input is empty."""
    requests = os.fdopen(os.dup(0), "rb")
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    os.set_inheritable(3, False)
    responses = os.fdopen(3, "wb", buffering=0)

    def send(message):
        responses.write(json.dumps(message).encode() + b"\n")

    return requests, send


def open_log():
    for name in ("stdout", "stderr"):
        raw = getattr(sys, name).buffer
        # Text that is not valid Unicode must not end the function.
        wrapped = io.TextIOWrapper(raw, "utf-8", "backslashreplace", "\n", line_buffering=True)
        wrapped.mode = "w"
        setattr(sys, name, wrapped)
    handler = LogHandler()
    handler.setFormatter(LogFormatter())
    logging.getLogger().addHandler(handler)
    return handler


class LogHandler(logging.Handler):
    request_id = ""

    def emit(self, record):
        record.aws_request_id = self.request_id
        sys.stdout.write(self.format(record) + "\n")


class LogFormatter(logging.Formatter):
    converter = time.gmtime

    def __init__(self):
        super().__init__(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )


def load():
    name = os.environ.get("_HANDLER", "")
    module_name, _, function = name.rpartition(".")
    module_name = module_name.replace("/", ".")
    if module_name == "":
        raise Failure(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)",
        )
    sys.path.insert(0, os.environ.get("LAMBDA_TASK_ROOT", os.getcwd()))
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise Failure(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from error
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Failure(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", trace
        ) from error
    if not hasattr(module, function):
        raise Failure(
            "Runtime.HandlerNotFound", f"Handler '{function}' missing on module '{module_name}'"
        )
    return getattr(module, function)


def own_frames(error):
    """The frames of the function's code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if os.path.abspath(frame.filename) != PROTECTED and not frame.filename.startswith("<frozen")
    ]
    return traceback.format_list(own)


def described(error, request_id):
    if isinstance(error, Failure):
        error_type, trace = error.error_type, error.trace
    else:
        error_type, trace = type(error).__name__, own_frames(error)
    result = {
        "errorMessage": str(error),
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": trace,
    }
    lines = [f"[ERROR] {error_type}: {error}", "Traceback (most recent call last):"]
    sys.stdout.write("\n".join([*lines, *(line.rstrip("\n") for line in trace)]) + "\n")
    return result


def plain(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def answer(handler, message):
    try:
        event = json.loads(message["event"])
    except ValueError as error:
        raise Failure("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error
    result = handler(event, Context(message))
    try:
        return json.dumps(result, ensure_ascii=False, allow_nan=False, default=plain)
    except (TypeError, ValueError) as error:
        raise Failure("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def memory_used():
    try:
        import resource
    except ImportError:
        return 0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def main():
    requests, send = open_channel()
    log = open_log()
    handler, init_error = None, None
    try:
        handler = load()
    except Exception as error:
        init_error = described(error, "")
    send({"type": "ready"})
    for line in iter(requests.readline, b""):
        message = json.loads(line)
        log.request_id = message["requestId"]
        os.environ["_X_AMZN_TRACE_ID"] = message["traceId"]
        outcome = {"type": "failed", "error": init_error}
        if init_error is None:
            try:
                outcome = {"type": "done", "payload": answer(handler, message)}
            except Exception as error:
                outcome = {"type": "failed", "error": described(error, message["requestId"])}
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            stream.buffer.write(LOG_END)
            stream.buffer.flush()
        send({**outcome, "rss": memory_used()})


main()
