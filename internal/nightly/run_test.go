package nightly_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/signing"
)

func TestCleanNight(t *testing.T) {
	t.Parallel()
	o := night(t, docs(t, nil), sandbox(t))
	o.Progress = func(string) {
		code, err := os.ReadFile(filepath.Join(o.Dir, nightly.CodeFile))
		assert.NoError(t, err)
		assert.Equal(t, "4\n", string(code), "whoever is killed meanwhile could not run")
	}
	result, files := run(t, o)
	assert.Equal(t, 0, result.ExitCode(), files["report.md"])
	assert.Equal(t, "0\n", files["exit-code"])
	assert.Equal(t, "Nothing has moved.", result.Verdict())
	for _, p := range result.Parts {
		assert.Equal(t, report.Clean, p.State, p.Text)
	}
	for _, name := range []string{"report.md", "report.html", "junit.xml", "drift.sarif", "summary.json", "wire/index.html", "wire/junit.xml", "wire/report.json"} {
		assert.NotEmpty(t, files[name], name)
	}
	assert.True(t, strings.HasPrefix(files["report.md"], "# Nothing has moved.\n"), "the verdict is the first line")
	assert.Contains(t, part(t, result, nightly.Cassettes).Text, "None is from the sandbox")
	assert.Contains(t, part(t, result, nightly.Wire).Text, "Scenarios that move money were not allowed")
}

func TestPageDrift(t *testing.T) {
	t.Parallel()
	today := edited(t, spectest.RetrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`, `"merchantId":`, `"merchantNumber":`)
	o := night(t, docs(t, map[string]http.HandlerFunc{spectest.RetrievePage: today}), sandbox(t))
	result, files := run(t, o)
	assert.Equal(t, nightly.CodePages, result.ExitCode(), files["report.md"])
	assert.Equal(t, "1\n", files["exit-code"])
	pages := part(t, result, nightly.Pages)
	assert.Equal(t, report.Drift, pages.State)
	assert.Equal(t, "breaking", pages.Level)
	changed := caseOf(t, pages, spectest.RetrievePage)
	assert.Equal(t, report.Drift, changed.State)
	isNew := func(f report.Finding) bool { return f.Direction == "response" && strings.Contains(f.After, "HELD") }
	assert.True(t, slices.ContainsFunc(changed.Findings, isNew), "%+v", changed.Findings)
	assert.Equal(t, report.Clean, caseOf(t, pages, spectest.InitPage).State)
	overlays := caseOf(t, pages, "overlays")
	assert.Equal(t, report.Warning, overlays.State)
	require.NotEmpty(t, overlays.Findings)
	assert.Equal(t, "overlay-impossible", overlays.Findings[0].ID)
	assert.Regexp(t, `^corrections.yaml:\d+$`, overlays.Findings[0].Pointer)
	assert.True(t, strings.HasPrefix(files["report.md"], "# Page drift (breaking).\n"), files["report.md"])
	assert.Contains(t, files["junit.xml"], `<testcase name="retrieve-mass-payout.md" classname="pages"`)
	assert.Contains(t, files["drift.sarif"], "vendor/retrieve-mass-payout.md")
	assert.Contains(t, files["pages/retrieve-mass-payout.md.diff.json"], "HELD")
}

// TestAPageOfProse: what a page without a fragment states has a level like any other.
func TestAPageOfProse(t *testing.T) {
	t.Parallel()
	const name, text = "mass-payout-limits.md", "# Mass Payout Limits\n\nA mass payout may hold at most 500 items.\n"
	dir := spectest.Disk(t)
	sources, err := os.ReadFile(filepath.Join(dir, "vendor", "sources.yaml"))
	require.NoError(t, err)
	listed := "pages:\n  - {file: " + name + ", url: " + limits + ", title: Limits, holds: text, sha256: " + digest.SHA256([]byte(text)) + "}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "vendor", "sources.yaml"), []byte(strings.Replace(string(sources), "pages:\n", listed, 1)), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "vendor", name), []byte(text), 0o644))
	for served, want := range map[string]report.State{text: report.Clean, strings.ReplaceAll(text, "500", "100"): report.Drift} {
		o := night(t, docs(t, map[string]http.HandlerFunc{name: spectest.Markdown(served)}), nil)
		o.Spec, o.Skip = dir, []string{nightly.Wire, nightly.Cassettes}
		result, files := run(t, o)
		got := caseOf(t, part(t, result, nightly.Pages), name)
		require.Equal(t, want, got.State, got.Text)
		if want == report.Drift {
			assert.Equal(t, "breaking", got.Level, got.Findings)
			assert.NotContains(t, got.Text, "could not be told")
			assert.Contains(t, files["pages/"+name+".diff.json"], "100")
		}
	}
}

const limits = "https://docs.iyzico.com/en/products/mass-payout/mass-payout-integration/mass-payout-limits.md"

func TestWireDrift(t *testing.T) {
	t.Parallel()
	o := night(t, docs(t, nil), sandbox(t, renamed("systemTime", "serverTime")))
	result, files := run(t, o)
	assert.Equal(t, nightly.CodeWire, result.ExitCode(), files["report.md"])
	assert.Equal(t, "Wire drift.", result.Verdict())
	wire := part(t, result, nightly.Wire)
	assert.Equal(t, report.Drift, caseOf(t, wire, "balance").State)
	assert.Contains(t, files["wire/index.html"], "serverTime")
	assert.Contains(t, files["drift.sarif"], specDir+"/openapi.yaml")
	assert.Contains(t, files["report.html"], "Wire drift.")
}

func TestBothDrifts(t *testing.T) {
	t.Parallel()
	o := night(t, docs(t, map[string]http.HandlerFunc{spectest.AuthPage: spectest.Status(http.StatusNotFound)}), sandbox(t, renamed("systemTime", "serverTime")))
	result, files := run(t, o)
	assert.Equal(t, nightly.CodePages+nightly.CodeWire, result.ExitCode(), files["report.md"])
	assert.Equal(t, "Page drift and wire drift.", result.Verdict())
	assert.Contains(t, caseOf(t, part(t, result, nightly.Pages), spectest.AuthPage).Text, "missing")
}

func TestCouldNotRun(t *testing.T) {
	t.Parallel()
	refused := func(code string) func(*http.Request, *httptest.ResponseRecorder) {
		return func(_ *http.Request, answer *httptest.ResponseRecorder) {
			answer.Body.Reset()
			answer.Body.WriteString(`{"status":"failure","errorCode":"` + code + `","errorMessage":"no ` + markerIBAN + `","locale":"en","systemTime":1700000000000}`)
			answer.Header().Del("Content-Length")
		}
	}
	status := func(code int) func(*http.Request, *httptest.ResponseRecorder) {
		return func(_ *http.Request, answer *httptest.ResponseRecorder) {
			answer.Code = code
			answer.Body.Reset()
			answer.Header().Del("Content-Length")
		}
	}
	for name, test := range map[string]struct {
		change func(*http.Request, *httptest.ResponseRecorder)
		want   string
	}{
		"invalid signature":   {refused("1000"), "does not take the keys"},
		"unknown credentials": {refused("1001"), "does not take the keys"},
		"not enabled":         {refused("100001"), "does not work for this merchant"},
		"down":                {status(http.StatusServiceUnavailable), "not to be used now (HTTP 503)"},
		"forbidden":           {status(http.StatusForbidden), "not to be used now (HTTP 403)"},
		"rate limited":        {status(http.StatusTooManyRequests), "not to be used now (HTTP 429)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := night(t, nil, sandbox(t, test.change))
			o.Skip = []string{nightly.Pages}
			result, files := run(t, o)
			assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
			wire := part(t, result, nightly.Wire)
			assert.Equal(t, report.CouldNotRun, wire.State)
			assert.Contains(t, wire.Text, test.want)
			assert.Contains(t, files["junit.xml"], "<error ")
			assert.NotContains(t, files["junit.xml"], "<failure ")
		})
	}
}

func TestServersDown(t *testing.T) {
	t.Parallel()
	o := night(t, nil, nil)
	result, files := run(t, o)
	assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
	assert.Equal(t, "Nothing has moved in what was looked at. Could not run: pages (5 of 5), wire.", result.Verdict())
	assert.Equal(t, report.CouldNotRun, part(t, result, nightly.Pages).State)
	assert.Contains(t, part(t, result, nightly.Wire).Text, "does not answer")
	assert.Equal(t, report.Clean, part(t, result, nightly.Cassettes).State, "the others are done all the same")
}

func TestDriftIsNotHiddenByWhatCouldNotRun(t *testing.T) {
	t.Parallel()
	changed := held(t)
	for name, test := range map[string]struct {
		options func() nightly.Options
		want    int
		verdict string
	}{
		"pages drift, service down": {func() nightly.Options {
			return night(t, docs(t, map[string]http.HandlerFunc{spectest.RetrievePage: changed}), nil)
		},
			5, "Page drift (breaking). Could not run: wire."},
		"pages down, wire drifts": {func() nightly.Options { return night(t, nil, sandbox(t, renamed("systemTime", "serverTime"))) },
			6, "Wire drift. Could not run: pages (5 of 5)."},
		"one page drifts, one is down, wire drifts": {func() nightly.Options {
			return night(t, docs(t, map[string]http.HandlerFunc{spectest.RetrievePage: changed, spectest.InitPage: spectest.Status(http.StatusBadGateway)}), sandbox(t, renamed("systemTime", "serverTime")))
		}, 7, "Page drift (breaking) and wire drift. Could not run: pages (1 of 5)."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, files := run(t, test.options())
			assert.Equal(t, test.want, result.ExitCode(), files["report.md"])
			assert.Equal(t, test.verdict, result.Verdict())
		})
	}
}

// TestServiceGoesDownMeanwhile: calls without an answer are no drift.
func TestServiceGoesDownMeanwhile(t *testing.T) {
	t.Parallel()
	o := night(t, nil, sandbox(t, func(r *http.Request, answer *httptest.ResponseRecorder) {
		if strings.Contains(r.URL.Path, "cancel") {
			answer.Code = http.StatusBadGateway
			answer.Body.Reset()
			answer.Header().Del("Content-Length")
		}
	}))
	o.Skip = []string{nightly.Pages}
	result, files := run(t, o)
	assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
	assert.Equal(t, report.Clean, caseOf(t, part(t, result, nightly.Wire), "balance").State)
	assert.Equal(t, report.CouldNotRun, caseOf(t, part(t, result, nightly.Wire), "cancel-before-auth").State)
}

func TestWithoutKeys(t *testing.T) {
	t.Parallel()
	o := night(t, docs(t, nil), nil)
	o.Keys = noKeys
	result, files := run(t, o)
	assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
	assert.Equal(t, "Nothing has moved in what was looked at. Could not run: wire.", result.Verdict())
	assert.Equal(t, report.CouldNotRun, part(t, result, nightly.Wire).State)
	assert.Contains(t, files["report.md"], "there are no keys")
	assert.Contains(t, files["junit.xml"], "<error ")
}

func TestKeysThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*nightly.Options){
		"half a pair": func(o *nightly.Options) {
			o.Keys = func() (signing.Credentials, error) { return signing.Credentials{}, errors.New("half a pair") }
		},
		"must be those of the sandbox": func(o *nightly.Options) {
			o.Keys = func() (signing.Credentials, error) {
				return signing.NewCredentials("live-key-0001", "live-secret-0001")
			}
		},
		"it never calls api.iyzipay.com": func(o *nightly.Options) { o.Wire.BaseURL = "https://API.iyzipay.com./" },
	} {
		o := night(t, nil, nil)
		o.Skip = []string{nightly.Pages, nightly.Cassettes}
		change(&o)
		result, files := run(t, o)
		assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
		assert.Contains(t, part(t, result, nightly.Wire).Text, want)
	}
}

func TestMoneyNeedsLeave(t *testing.T) {
	t.Parallel()
	paths := make(chan string, 100)
	service := sandbox(t, func(r *http.Request, _ *httptest.ResponseRecorder) { paths <- r.URL.Path })
	o := night(t, nil, service)
	o.Skip, o.Wire.Scenarios = []string{nightly.Pages, nightly.Cassettes}, scenarios(t, "auth-twice")
	result, _ := run(t, o)
	assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), "nothing was run")
	assert.Len(t, paths, 1, "only the balance was asked for")

	o.Wire.AllowAuth = true
	result, files := run(t, o)
	assert.Equal(t, 0, result.ExitCode(), files["report.md"])
	assert.Greater(t, len(paths), 3)
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := night(t, docs(t, nil), sandbox(t))
	result, err := nightly.Run(ctx, o)
	require.NoError(t, err)
	assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode())
	assert.Equal(t, "4\n", written(t, o.Dir)["exit-code"])
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for want, change := range map[string]func(*nightly.Options){
		"folder for the report":   func(o *nightly.Options) { o.Dir = "" },
		"spec folder":             func(o *nightly.Options) { o.Spec = "" },
		"folder of the cassettes": func(o *nightly.Options) { o.Cassettes = "" },
		"where the keys":          func(o *nightly.Options) { o.Keys = nil },
		`no part "nonsense"`:      func(o *nightly.Options) { o.Skip = []string{"nonsense"} },
		"report folder":           func(o *nightly.Options) { o.Dir = file },
	} {
		o := night(t, nil, nil)
		change(&o)
		_, err := nightly.Run(t.Context(), o)
		assert.ErrorContains(t, err, want)
	}
}

// TestPartsThatAreNotThere: a missing folder is the affair of its part.
func TestPartsThatAreNotThere(t *testing.T) {
	t.Parallel()
	o := night(t, docs(t, nil), sandbox(t))
	o.Spec, o.Cassettes = t.TempDir(), t.TempDir()
	result, files := run(t, o)
	assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
	for _, p := range result.Parts {
		assert.Equal(t, report.CouldNotRun, p.State, p.Name)
	}
	assert.Equal(t, "Nothing was looked at. Could not run: pages, wire, cassettes.", result.Verdict())
}

// TestYesterdayIsForgotten: what the night before found does not pass for today's.
func TestYesterdayIsForgotten(t *testing.T) {
	t.Parallel()
	o := night(t, docs(t, map[string]http.HandlerFunc{spectest.RetrievePage: held(t)}), sandbox(t))
	_, files := run(t, o)
	require.NotEmpty(t, files["pages/retrieve-mass-payout.md.diff.json"])
	require.NotEmpty(t, files["wire/index.html"])
	own := filepath.Join(o.Dir, "pages", "mine.txt")
	require.NoError(t, os.WriteFile(own, []byte("mine"), 0o600))
	o.Skip = nightly.Parts()
	_, files = run(t, o)
	assert.Equal(t, "0\n", files["exit-code"])
	assert.Empty(t, files["pages/retrieve-mass-payout.md.diff.json"])
	assert.Empty(t, files["wire/index.html"])
	assert.Equal(t, "mine", files["pages/mine.txt"], "what is not the job's own stays")
}

// TestNothingPersonalShows: what is planted on a page, in answers and in names is masked in every file.
func TestNothingPersonalShows(t *testing.T) {
	t.Parallel()
	page := edited(t, spectest.RetrievePage, "Page number to retrieve.", "Page number to retrieve, such as for "+markerIBAN+` \u001b[31m.`, `"total":{"type":"integer"}`,
		`"total":{"type":"integer"},"`+markerIBAN+`":{"type":"string","example":"`+markerIBAN+`"}`)
	service := sandbox(t, func(r *http.Request, answer *httptest.ResponseRecorder) {
		if strings.HasSuffix(r.URL.Path, "balance") {
			renamed("systemTime", markerIBAN)(r, answer)
			return
		}
		answer.Body.Reset()
		answer.Body.WriteString(`{"status":"failure","errorCode":"5","errorMessage":"no account ` + markerIBAN + ` of ` + markerAPIKey + `"}`)
		answer.Header().Del("Content-Length")
	})
	o := night(t, docs(t, map[string]http.HandlerFunc{spectest.RetrievePage: page, spectest.AuthPage: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/"+markerIBAN)
	}}), service)
	result, files := run(t, o) // looks for what is planted
	assert.Equal(t, 7, result.ExitCode(), files["report.md"])
	assert.Contains(t, files["pages/retrieve-mass-payout.md.diff.json"], "***1326")
	assert.Contains(t, files["report.md"], "1326")
}

func TestPagesThatMovedOrAreNew(t *testing.T) {
	t.Parallel()
	base := "/en/products/mass-payout/mass-payout-integration/"
	o := night(t, docs(t, map[string]http.HandlerFunc{
		spectest.AuthPage: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, base+"authorise.md", http.StatusMovedPermanently)
		},
		"authorise.md": spectest.Markdown(spectest.Edited(t, spectest.AuthPage)),
		"llms.txt":     spectest.Markdown("# Pages\n\n- [Mass Payout Refund](https://docs.iyzico.com" + base + "mass-payout-refund.md)\n"),
	}), nil)
	o.Keys = noKeys
	result, files := run(t, o)
	assert.Equal(t, nightly.CodePages+nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
	assert.Equal(t, "Page drift. Could not run: wire.", result.Verdict())
	moved := caseOf(t, part(t, result, nightly.Pages), spectest.AuthPage)
	assert.Equal(t, report.Drift, moved.State)
	assert.Contains(t, moved.Text, "authorise.md")
	fresh := caseOf(t, part(t, result, nightly.Pages), "https://docs.iyzico.com"+base+"mass-payout-refund.md")
	assert.Equal(t, report.Drift, fresh.State)
	assert.Equal(t, specDir+"/vendor/sources.yaml", fresh.File)
}

// TestIndexUnread: the pages are known without it, but not whether there are others.
func TestIndexUnread(t *testing.T) {
	t.Parallel()
	o := night(t, docs(t, map[string]http.HandlerFunc{"llms.txt": spectest.Status(http.StatusNotFound)}), nil)
	o.Keys = noKeys
	result, files := run(t, o)
	assert.Equal(t, nightly.CodeCouldNotRun, result.ExitCode(), files["report.md"])
	assert.Equal(t, report.CouldNotRun, caseOf(t, part(t, result, nightly.Pages), "index").State)
	assert.Regexp(t, `^Nothing has moved in what was looked at. Could not run: pages \(1 of \d+\), wire\.$`, result.Verdict())
	assert.NotContains(t, files["drift.sarif"], `"level": "error"`)
}
