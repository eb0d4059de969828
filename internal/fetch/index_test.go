package fetch

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec"
)

func TestPagesOfTheIndexThatNobodyKnows(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	site.Serve("/llms.txt", `# iyzico

> Documentation

## English

- [Mass Payout Initalize](`+baseAddress+initFile+`): Start
- [Mass Payout Initalize](`+baseAddress+initFile+`#anchor)
- [Auth, without .md](/en/products/mass-payout/mass-payout-integration/mass-payout-auth)
- [Balance](retrieve-mass-payout-balance.md)
- [**Mass** Payout `+"`Limits`"+` \[new\]](/en/limits/payouts.md?ask=x#y)
- [Refund](`+baseAddress+`refund.md): below the base
- [Overview](https://docs.iyzico.com/en/products/mass-payout/mass-payout-integration)
- [MASS-PAYOUT webhooks](https://docs.iyzico.com:443/en/webhooks.md)
- [Mass Payouts elsewhere](https://other.example/en/mass-payouts.md)
- [Mass Payout over plain HTTP](http://docs.iyzico.com/en/products/mass-payout/x.md)
- [Toplu Ödeme](https://docs.iyzico.com/urunler/mass-payout/x.md)
- [Biomass payouts](https://docs.iyzico.com/en/biomass.md)
- ![picture](/en/mass-payout.png)
- https://docs.iyzico.com/en/mass-payout-bare.md

`+"```\n[Mass Payout in code](/en/mass-payout-code.md)\n```\n"+`
<https://docs.iyzico.com/en/mass-payout-auto.md>
`)
	got := site.check(t, spectest.Disk(t))
	var found []Link
	for _, p := range got.Pages {
		if p.State == New {
			found = append(found, Link{p.Title, p.URL})
			assert.Contains(t, p.Note, "--add")
			assert.Empty(t, p.File)
		}
	}
	assert.Equal(t, []Link{
		{"Mass Payout Limits [new]", "https://docs.iyzico.com/en/limits/payouts.md"},
		{"Refund", baseAddress + "refund.md"},
		{"MASS-PAYOUT webhooks", "https://docs.iyzico.com:443/en/webhooks.md"},
	}, found)
	assert.Equal(t, Known, states(got)["mass-payout-integration"], "with and without .md is one page")
	assert.True(t, got.Drifted())
	assert.False(t, got.Failed())
	assert.True(t, site.fetch(t, spectest.Disk(t)).Pending())
}

func TestTheSupplementsAreKnownToStandInForPages(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	site.Serve("/llms.txt", "[Balance]("+baseAddress+"retrieve-mass-payout-balance.md) [Reporting]("+baseAddress+"mass-payout-reporting.md)")
	got := site.check(t, spectest.Disk(t))
	assert.False(t, got.Drifted())
	notes := ""
	for _, p := range got.Pages {
		if p.State == Known {
			notes += p.Note + "\n"
		}
	}
	assert.Contains(t, notes, "supplement/balance.yaml stands in for it")
	assert.Contains(t, notes, "supplement/item.yaml stands in for it")
}

func TestAnIndexThatCannotBeReadIsAWarning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"missing":     {answerWith(404, "X", "", ""), "HTTP 404"},
		"HTML":        {answerWith(200, "Content-Type", "text/html", "<html>"), "is HTML"},
		"no links":    {answerWith(200, "Content-Type", "text/plain", "nothing here, [or](https://elsewhere.example/)"), "links to no page of the site"},
		"other host":  {answerWith(302, "Location", "https://elsewhere.example/", ""), "redirects to another host"},
		"server down": {answerWith(503, "X", "", ""), "HTTP 503"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := newDocs(t)
			site.Handle("/llms.txt", c.handler)
			got := site.check(t, spectest.Disk(t))
			assert.Equal(t, 4, got.Count(Unchanged))
			assert.False(t, got.Drifted())
			assert.False(t, got.Failed())
			assert.Contains(t, got.Index.Error, "https://docs.iyzico.com/llms.txt: ")
			assert.Contains(t, got.Index.Error, c.want)
			assert.Contains(t, strings.Join(got.Warnings, ""), "new pages would not be noticed")
		})
	}
}

func TestThePagesNameTheIndexThemselves(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	require.NoError(t, replaceIn(dir+"/"+spec.SourcesFile, "index: https://docs.iyzico.com/llms.txt\n", ""))
	got := site.check(t, dir)
	assert.Contains(t, got.Index.Error, "lists no index")

	site.Serve("/new/llms.txt", "[Mass Payout New](/en/new.md)")
	site.Serve(basePath+authFile, strings.Replace(navigation1, "/llms.txt)", "/new/llms.txt)", 1)+spectest.Page(t, authFile))
	got = site.check(t, dir)
	assert.Equal(t, Index{URL: "https://docs.iyzico.com/new/llms.txt", Pages: 1}, got.Index)
	assert.Equal(t, New, states(got)["new.md"])

	site.Handle("/llms.txt", http.NotFound)
	got = site.check(t, spectest.Disk(t))
	assert.Equal(t, "https://docs.iyzico.com/new/llms.txt", got.Index.URL, "where the listed one is gone, too")
	assert.Empty(t, got.Index.Error)

	site.Serve(basePath+authFile, "> [llms.txt](https://evil.example/llms.txt)\n\n"+spectest.Page(t, authFile))
	assert.Contains(t, site.check(t, dir).Index.Error, "is not on the vendor's site")
}

func TestTurkishPagesAreLookedForInTheirOwnLanguage(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	require.NoError(t, replaceIn(dir+"/"+spec.SourcesFile, "base: https://docs.iyzico.com/en/products/mass-payout/mass-payout-integration/",
		"base: https://docs.iyzico.com/urunler/mass-payout/mass-payout-toplu-odeme-entegrasyonu/"))
	require.NoError(t, replaceIn(dir+"/"+spec.SourcesFile, "language: en", "language: tr"))
	site.Serve("/llms.txt", "[Toplu Ödeme (Mass Payout)](/urunler/x.md) [Mass Payout](/en/y.md)")
	site.Serve(basePath+authFile, strings.Replace(spectest.Page(t, authFile), "\n\n## ", "\n\nGünaydın.\n\n## ", 1))
	got := site.check(t, dir)
	assert.Equal(t, New, states(got)["x.md"])
	assert.NotContains(t, states(got), "y.md")
	assert.Equal(t, Wording, page(t, got, authFile).State, "words that oblige are known in English only")
}

func TestTextOfTheIndexCannotForgeLinesOfTheReport(t *testing.T) {
	t.Parallel()
	links, err := parseIndex("https://docs.example/llms.txt", []byte("[Mass\x1b31m Payout&#10;x\n  y](/a.md) [](/b.md) [t](/c.md \"x\")"))
	require.NoError(t, err)
	assert.Equal(t, []Link{{"Mass 31m Payout x y", "https://docs.example/a.md"}, {"b.md", "https://docs.example/b.md"}, {"t", "https://docs.example/c.md"}}, links)
}

func FuzzParseIndex(f *testing.F) {
	for _, seed := range []string{
		"# A\n\n- [Mass Payout](https://docs.example/en/a.md): words\n- [B](/b.md#x)\n", "[a](<b c>)", "[[a]](b)", "![p](x.png)", "[a][r]\n\n[r]: /z.md",
		"[a](//docs.example/x)", "[a](https://other.example)", "[\xff](\xff)", "<https://docs.example/x>", "[a](/%zz)", "", "- - - [x](y)", "[a](javascript:x)", "[](\xff)", "[](/%0a)",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		links, err := parseIndex("https://docs.example/en/llms.txt", body)
		if err == nil && len(links) == 0 {
			t.Fatal("neither links nor an error")
		}
		seen := map[string]bool{}
		for _, link := range links {
			target, err := url.Parse(link.URL)
			if err != nil || target.Scheme != "https" || target.Hostname() != "docs.example" || target.RawQuery != "" || target.Fragment != "" || target.User != nil {
				t.Fatalf("%q is no plain address of the site", link.URL)
			}
			if seen[plainAddress(link.URL)] {
				t.Fatalf("%q twice", link.URL)
			}
			seen[plainAddress(link.URL)] = true
			if !utf8.ValidString(link.Title) || strings.ContainsAny(link.Title, "\n\r\x1b") {
				t.Fatalf("title %q breaks a line", link.Title)
			}
		}
	})
}

// FuzzRun serves any bytes as a page: Run neither panics nor writes anything but a page that builds on.
func FuzzRun(f *testing.F) {
	good := spectest.Page(f, authFile)
	var body []byte
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, authFile) {
			w.Header().Set("Content-Type", "text/markdown")
			_, _ = w.Write(body)
			return
		}
		http.NotFound(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	f.Cleanup(server.Close)
	dir := spectest.Disk(f)
	for _, seed := range []string{good, navigation1 + good, good[:300], "", "<html>", "```json\n{\"openapi\":\"3.0.3\",\"info\":{\"version\":\"2\"}}\n```", "\xff\xfe"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		body = text
		got, err := Run(context.Background(), Options{Dir: dir, Client: server.Client(), Server: server.URL, Check: true, Pause: -1, Attempts: 1})
		require.NoError(t, err)
		p := page(t, got, authFile)
		switch p.State {
		case Unchanged:
			require.Equal(t, good, string(text))
		case TextOnly, Wording, Changed:
			require.Equal(t, text, p.Body)
			_, err := spec.ExtractFragments("x", p.Body)
			require.NoError(t, err)
		case Broken:
			require.NotEmpty(t, p.Error)
			require.Nil(t, p.Body)
		default:
			t.Fatalf("state %s", p.State)
		}
	})
}

// TestANewPageWithoutAFragment: what it states is reported, though nothing of it can be compared.
func TestANewPageWithoutAFragment(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	site.Serve("/llms.txt", "[Limits]("+baseAddress+"limits.md)")
	site.Serve(basePath+"limits.md", "# Welcome\n\nSend money with ease.\n\nAt most 500 items are allowed.\n")
	got := site.check(t, spectest.Disk(t))
	assert.Equal(t, New, states(got)["limits.md"])
	page := got.Pages[len(got.Pages)-1]
	assert.Equal(t, []string{"At most 500 items are allowed."}, page.Come)
	assert.Equal(t, "At most 500 items are allowed.", page.Case().Findings[0].After)
	assert.True(t, got.Drifted())

	site.Handle(basePath+"limits.md", answerWith(503, "X", "", ""))
	got = site.check(t, spectest.Disk(t))
	assert.Contains(t, got.Pages[len(got.Pages)-1].Note, "what it says is not known: ")
	assert.Contains(t, strings.Join(got.Warnings, ""), "could not be read")
}
