# The commands of this repository. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# Build results and fetched media live outside the clone, so that a second clone on the same machine starts warm.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/reelspeed
export CARGO_TARGET_DIR ?= $(CACHE)/target
export REELSPEED_FIXTURES ?= $(CACHE)/media
export REELSPEED_FONTS ?= $(CACHE)/fonts
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

# Those that browsers run too: they must not know files, the clock or threads.
PURE := core model timeline kernels text audio render templates wasm
export INPUT ?=
export PROFILE ?= dev

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what is missing (apt-get or Homebrew, Rust parts, fonts)
	@scripts/setup.sh

.PHONY: build
build: setup ## Build the `reelspeed` command in release mode
	cargo build --release -p reelspeed_cli
	@echo "built $(CARGO_TARGET_DIR)/release/reelspeed"

.PHONY: node
node: ## Build the Node.js package in npm/engine (PROFILE=release: as it is published)
	@scripts/node.sh

.PHONY: wasm-pkg
wasm-pkg: ## Build the browser's package in wasm-pkg (PROFILE=release: as it is published)
	@scripts/wasm.sh
	@scripts/wasm-pkg.sh build

.PHONY: wasm-size
wasm-size: ## The size of the browser's module as it is published, beside the last one; fails where it is too large
	@PROFILE=release FLAVOURS=simd scripts/wasm.sh

.PHONY: browser-test
browser-test: wasm-pkg ## The browser's package and the studio in headless Chromium; pixels and samples against the native ones, in Firefox too
	@scripts/browser-test.sh

.PHONY: package
package: setup ## Build the npm packages for this machine, FFmpeg linked in, into out/packages
	@scripts/package.sh

.PHONY: package-test
package-test: ## Install those packages into an empty folder and render with nothing but Node there
	@scripts/test-package.sh

.PHONY: studio
studio: setup ## Build and start the studio, an editor for compositions in the browser
	@scripts/studio.sh

.PHONY: demo
demo: setup fixtures ## Render the example short; INPUT=my.mp4 uses your own video
	@scripts/demo.sh $${INPUT:+"$$INPUT"}

.PHONY: gallery
gallery: setup fixtures ## Render every chat story of examples/gallery, with contact sheets, into out/gallery
	@scripts/gallery.sh

.PHONY: test
test: setup fixtures format lint docs wasm generated unit node-test backend-test wasm-size wasm-pkg-test react-test studio-check browser-test ## Everything that CI runs
	@echo "all checks passed"

.PHONY: bench
bench: setup fixtures ## Benchmarks of each stage (criterion)
	cargo bench

.PHONY: peers
peers: build fixtures ## Our engine beside the ffmpeg command: wall time, CPU time, peak memory
	benches/peers/run.sh

.PHONY: generate
generate: ## Write the generated files anew: TypeScript types and JSON Schema
	cargo run -q -p xtask -- generate

.PHONY: clean
clean: ## Remove build results and the demo's output; fetched media and fonts stay
	cargo clean -q
	rm -rf .demo out

# The parts of `make test`.

.PHONY: fixtures
fixtures:
	@scripts/fixtures.sh

.PHONY: format
format:
	cargo fmt --all --check

.PHONY: lint
lint:
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	cargo clippy --quiet --target wasm32-unknown-unknown -p reelspeed_wasm -- -D warnings

.PHONY: docs
docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

.PHONY: wasm
wasm:
	cargo check --quiet --target wasm32-unknown-unknown $(PURE:%=-p reelspeed_%)

.PHONY: generated
generated:
	cargo run -q -p xtask -- generate --check

.PHONY: unit
unit:
	cargo test --workspace

.PHONY: node-test
node-test: node
	cd npm/engine && npm test --silent

.PHONY: backend-test
backend-test: node
	@scripts/backend-test.sh

.PHONY: wasm-pkg-test
wasm-pkg-test:
	@scripts/wasm-pkg.sh test

.PHONY: react-test
react-test:
	@scripts/react.sh test

.PHONY: studio-check
studio-check:
	@scripts/studio.sh check

.PHONY: react-apps-test
react-apps-test: ## Install @reelspeed/react into a fresh Vite app and a fresh Next.js app and look at both
	@scripts/test-react-apps.sh
