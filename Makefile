# `make help` lists what there is. Nothing but Go, git and a C compiler (for -race) is needed: the tools are built from go.mod, and that of
# `make vuln`, which nobody needs to build or test, from the module proxy.
SHELL := /bin/sh
GO ?= go
.DEFAULT_GOAL := help

.PHONY: help demo clients container-binary test race test-fleet fleet-proof test-browser pictures soak lint generate fresh contract record nightly nightly-summary nightly-issue update-spec fuzz bench vuln tag release

# The browser that tries the emulator's page; empty where there is none.
browser = $(or $(IYZIPAYOUT_BROWSER),$(firstword $(foreach b,chromium chromium-browser google-chrome,$(shell command -v $(b)))))

# What a variable must not say to mean yes.
yes = $(filter-out 0 no false,$(1))

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## pay examples/payroll.csv through the built-in emulator
	@$(GO) build -o bin/iyzipayout ./cmd/iyzipayout
	@# Exit 1 is the expected end: the example holds a line that is refused and one that fails at the bank.
	@bin/iyzipayout pay examples/payroll.csv --env emulator --purpose SALARY; code=$$?; \
	 if [ $$code -ne 1 ]; then echo "demo: expected exit code 1 (some lines not paid), got $$code"; exit 1; fi

clients: ## curl, Python and Node pay a line each against the emulator; the packages of Node come from npm
	IYZIPAYOUT_CLIENTS=1 $(GO) test -count=1 -v ./examples/clients

container-binary: ## build the binary of Containerfile twice, in two folders, and compare
	@GO=$(GO) sh scripts/container_binary.sh

test: ## run every test, with the race detector where code does things at once, and hold the document against other tools
	@packages=$$(GO=$(GO) sh scripts/packages.sh at-once) && $(GO) test -race $$packages
	@packages=$$(GO=$(GO) sh scripts/packages.sh others) && $(GO) test $$packages
	@# A module of its own. Its results are not kept: the document is outside of it, so go test would not see that it changed.
	cd internal/othertools && $(GO) test -count=1 ./...
	@# With the race detector by make test-fleet.
	cd fleet && $(GO) test ./...
	cd fleet/internal/temporalexample && $(GO) test ./...
	@if [ -n "$(browser)" ]; then $(MAKE) -s test-browser; else echo "LEFT OUT: no Chromium here, so the emulator's page was not tried in a browser (make test-browser)"; fi

test-browser: ## the emulator's page in a real browser; fails where there is none (IYZIPAYOUT_BROWSER names another than chromium)
	@if [ -z "$(browser)" ]; then echo "there is no browser: install chromium, or name one in IYZIPAYOUT_BROWSER"; exit 1; fi
	cd internal/browser && IYZIPAYOUT_BROWSER=$(browser) $(GO) test ./...

pictures: ## draw docs/pictures anew from real runs: of terminals, and of the emulator's page in a browser (Linux)
	@GO=$(GO) sh scripts/terminal_pictures.sh
	cd internal/browser && TZ=UTC IYZIPAYOUT_BROWSER=$(browser) IYZIPAYOUT_PICTURES=$(CURDIR)/docs/pictures $(GO) test -count=1 -run TestPictures ./...

race: ## the race detector on the tests that make test runs without it
	@packages=$$(GO=$(GO) sh scripts/packages.sh others) && $(GO) test -race $$packages

test-fleet: ## the tests of fleet/ on SQLite and PostgreSQL; fails where no PostgreSQL answers (IYZIPAYOUT_POSTGRES names another than this machine's)
	cd fleet && IYZIPAYOUT_POSTGRES=$(or $(IYZIPAYOUT_POSTGRES),postgres://postgres@127.0.0.1:5432/test) $(GO) test -race -count=1 ./...

fleet-proof: ## 10,000 payouts by three worker processes that are killed and cut off, and how that scales, on PostgreSQL (many minutes)
	cd fleet && IYZIPAYOUT_FLEET_PROOF=$(or $(PAYOUTS),10000) IYZIPAYOUT_FLEET_SCALE=1 IYZIPAYOUT_POSTGRES=$(or $(IYZIPAYOUT_POSTGRES),postgres://postgres@127.0.0.1:5432/test) \
	  $(GO) test . -count=1 -run 'AtScale|HowItScales' -v -timeout 90m

soak: ## the long tests of money safety: 10,000 random schedules, 200 kills, 5,000 payouts of the emulator under faults (minutes)
	IYZIPAYOUT_SCHEDULES=10000 $(GO) test ./payout/runner -count=1 -run 'TestRunnerSurvives|TestRunnerWithACutJournal|TestLinesArePaidOnce|TestTwoMachinesAtOnce' -v -timeout 30m
	IYZIPAYOUT_KILLS=200 $(GO) test ./cmd/iyzipayout -count=1 -run 'TestPayProcesses' -v -timeout 30m
	IYZIPAYOUT_KILLS=30 $(GO) test ./cmd/iyzipayout -count=1 -run 'TestEmulatorStateSurvivesAKill' -v -timeout 30m
	IYZIPAYOUT_SOAK=5000 $(GO) test -race ./emulator -count=1 -run 'TestSoak' -v -timeout 30m

lint: ## gofmt, go vet and staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
	 if [ -n "$$unformatted" ]; then echo "not formatted, run gofmt -w:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) vet -tags whole ./internal/update
	cd internal/othertools && $(GO) vet ./...
	cd internal/bench && $(GO) vet ./...
	cd fleet && $(GO) vet ./...
	cd internal/browser && $(GO) vet ./...
	cd fleet/internal/temporalexample && $(GO) vet ./...
	$(GO) build -o bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	bin/staticcheck ./...
	cd fleet && ../bin/staticcheck ./...
	cd internal/browser && ../../bin/staticcheck ./...

generate: ## rebuild spec/openapi.yaml and gen/ from the vendor's pages and the overlays
	$(GO) generate ./...

# Fails when generated output differs from what is committed: for .ci/run.
fresh: generate
	@changed=$$(git status --porcelain -- spec gen go.mod go.sum); \
	 if [ -n "$$changed" ]; then echo "generated files differ, commit them:"; echo "$$changed"; git --no-pager diff -- spec gen; exit 1; fi

contract: ## replay the cassettes and print what is covered and which drifts are caught
	@mkdir -p bin
	$(GO) test ./contract/... ./internal/live -count=1
	@$(GO) test ./contract -count=1 -run 'TestMutations' -v | grep -v '^=== '
	@$(GO) run ./cmd/iyzipayout contract run --allow-auth --report bin/contract

record: ## record cassettes anew; SOURCE=sandbox calls the vendor (keys from the environment, ALLOW_AUTH=1 moves money)
	$(GO) run ./contract/vcr/record -source $(or $(SOURCE),emulator) $(if $(call yes,$(ALLOW_AUTH)),-allow-auth)
	@# The default baseline is learnt from the emulator's recordings only.
	$(if $(filter sandbox,$(SOURCE)),,$(GO) test ./contract -count=1 -run DefaultBaseline -update)
	@# So is the list of what no scenario exercises: read what it gained.
	$(if $(filter sandbox,$(SOURCE)),,$(GO) test ./contract/vcr -count=1 -run ScenariosCoverTheDocument -update)
	@# The cassette of the example in README is recorded anew only if the document has changed.
	$(if $(filter sandbox,$(SOURCE)),,$(GO) test ./contract/vcr -count=1 -run PayrollCassetteIsOfToday -update)
	$(if $(filter sandbox,$(SOURCE)),,$(GO) test ./spec -count=1 -run UnexplainedStatuses -update)

nightly: ## has the vendor moved? Pages, sandbox (IYZICO_API_KEY, IYZICO_SECRET_KEY; ALLOW_AUTH=1 moves money), cassettes
	@$(GO) build -o bin/iyzipayout ./cmd/iyzipayout
	@bin/iyzipayout nightly --out $(or $(NIGHTLY_OUT),bin/nightly) $(if $(call yes,$(ALLOW_AUTH)),--allow-auth) $(NIGHTLY_FLAGS); \
	 code=$$?; echo "exit code $$code (see bin/iyzipayout nightly --help)"; exit $$code

# What make nightly found, for the page of a workflow run; on a terminal, just shown. A run that did not look at everything is never just green.
nightly-summary:
	@cat $(or $(NIGHTLY_OUT),bin/nightly)/report.md >> "$${GITHUB_STEP_SUMMARY:-/dev/stdout}"
	@sed -nE 's/^# (.*(Left out|Could not run): .*)/::warning title=Not everything was looked at::\1/p' $(or $(NIGHTLY_OUT),bin/nightly)/report.md

# Keep one GitHub issue about what make nightly found: opened, updated, closed. Needs gh and GH_TOKEN.
nightly-issue:
	@$(GO) run ./scripts/nightlyissue -dir $(or $(NIGHTLY_OUT),bin/nightly)

update-spec: ## fetch the vendor's pages, rebuild the client, test it, and write bin/update-spec.md
	@$(GO) run ./cmd/iyzipayout spec update --go $(GO) --summary $(or $(UPDATE_OUT),bin/update-spec.md) $(UPDATE_FLAGS)

# The libraries that it compares with are in a module of their own. It takes minutes; ONLY is a regular expression of rows.
bench: ## what the library takes for its work, as ratios to what plain libraries take, or the command line of the commit EARLIER took
	@cd internal/bench && $(GO) run . -rounds $(or $(ROUNDS),9) -only '$(ONLY)' -earlier '$(EARLIER)'

fuzz: ## run every fuzz target for FUZZTIME (default 10s) each
	@sh -e scripts/fuzz.sh $(or $(FUZZTIME),10s)

vuln: ## is a known vulnerability called? With go.mod's toolchain and the newest vulnerability database
	@GO=$(GO) sh scripts/vuln.sh

tag: ## the commit and the tags of VERSION (v1.2.3) for both modules, tried by go install; here only, nothing is pushed
	@GO=$(GO) sh scripts/tag.sh "$(VERSION)"

release: ## archives, deb, rpm, checksums and SBOMs of the tag at HEAD into bin/release; SNAPSHOT=1 for any commit, PUBLISH=1 drafts it
	@GO=$(GO) SNAPSHOT=$(call yes,$(SNAPSHOT)) PUBLISH=$(call yes,$(PUBLISH)) sh scripts/release.sh
