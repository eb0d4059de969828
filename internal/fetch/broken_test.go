package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec"
)

// answerWith answers with a status, one header and a text.
func answerWith(code int, header, value, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(header, value)
		w.WriteHeader(code)
		_, _ = w.Write([]byte(text))
	}
}

func TestBrokenPages(t *testing.T) {
	t.Parallel()
	good := spectest.Page(t, authFile)
	markdown := func(text string) http.HandlerFunc { return answerWith(200, "Content-Type", "text/markdown", text) }
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = zip.Write([]byte(good))
	_ = zip.Close()
	cases := map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"HTML by its type":        {answerWith(200, "Content-Type", "text/html; charset=utf-8", good), "is HTML, not Markdown"},
		"HTML by its text":        {markdown("\n <!DOCTYPE html><html><body>Sign in</body></html>"), "is HTML, not Markdown"},
		"HTML behind a comment":   {markdown("<!-- a --> <HTML lang=tr>"), "is HTML, not Markdown"},
		"XHTML":                   {answerWith(200, "Content-Type", "application/xhtml+xml", good), "is HTML, not Markdown"},
		"JSON":                    {answerWith(200, "Content-Type", "application/json", "{}"), "is application/json, not Markdown"},
		"content type":            {answerWith(200, "Content-Type", "text/;", good), `has a content type that cannot be read: "text/;"`},
		"another charset":         {answerWith(200, "Content-Type", "text/markdown; charset=iso-8859-9", good), "is written in iso-8859-9, not UTF-8"},
		"empty":                   {markdown(" \r\n\n"), "the page is empty"},
		"nothing":                 {markdown(""), "the page is empty"},
		"packed":                  {answerWith(200, "Content-Encoding", "gzip", packed.String()), "came packed (Content-Encoding: gzip)"},
		"packed in secret":        {markdown(packed.String()), "line 1 of the page is not UTF-8"},
		"a character cut in half": {markdown("# T\n\n" + "ğ"[:1]), "line 3 of the page is not UTF-8"},
		"NUL":                     {markdown("# T\n\x00"), "line 2 of the page is not UTF-8"},
		"no fragment":             {markdown("# Mass Payout Auth\n\nMoved.\n"), baseAddress + authFile + ":1: no fenced OpenAPI fragment"},
		"cut off in the fragment": {markdown(good[:len(good)/2]), ": the code fence is never closed: the page may be cut off"},
		"fragment that is no JSON": {markdown(strings.Replace(good, `"openapi":"3.0.3",`, `"openapi":"3.0.3",,`, 1)),
			baseAddress + authFile + ":9:20: not valid JSON"},
		"fragment without version":  {markdown(strings.Replace(good, `,"version":"1.0.0"`, "", 1)), "line 9: the fragment has no info.version"},
		"fragments of two versions": {markdown(good + "\n```json\n{\"openapi\":\"3.0.3\",\"info\":{\"version\":\"2\"}}\n```\n"), `has version "2", the one before "1.0.0"`},
		"too large":                 {markdown(good + strings.Repeat("x", 1<<16)), "the answer is larger than 65536 bytes"},
		"shorter than announced":    {answerWith(200, "Content-Length", strconv.Itoa(len(good)+1), good), "the answer is cut off: unexpected EOF"},
		"not modified, unasked":     {answerWith(304, "ETag", "x", ""), "HTTP 304 to a request without a condition"},
		"forbidden":                 {answerWith(403, "X", "", "no"), "HTTP 403 forbidden"},
		"no content":                {answerWith(204, "X", "", ""), "HTTP 204 no content"},
		"partial content":           {answerWith(206, "X", "", good), "HTTP 206 partial content"},
		"server error":              {answerWith(500, "X", "", "oh"), "cannot be reached: HTTP 500 internal server error"},
		"redirect to nowhere":       {answerWith(301, "X", "", ""), "HTTP 301 without an address to go on to"},
		"redirect that is none":     {answerWith(302, "Location", "https://%zz/", ""), "redirects to an address that cannot be read"},
		"redirect to plain HTTP":    {answerWith(301, "Location", "http://docs.iyzico.com/x.md", ""), "redirects to http://docs.iyzico.com/x.md, which is not https: not followed"},
		"redirect to another host":  {answerWith(301, "Location", "https://evil.example/x.md", ""), "redirects to another host: https://evil.example/x.md: not followed"},
		"redirect with a password":  {answerWith(301, "Location", "https://me:MARKER@evil.example/x.md", ""), "redirects to another host: https://evil.example/x.md"},
		"redirects in a circle":     {answerWith(302, "Location", "/en/products/mass-payout/mass-payout-integration/mass-payout-auth.md?x", ""), "redirects more than 5 times"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, dir := newDocs(t), spectest.Disk(t)
			site.Handle(basePath+authFile, c.handler)
			site.Edit(t, cancelFile, `"summary":"Cancel Mass Payout"`, `"summary":"Cancel"`)
			o := site.options(dir)
			o.MaxBytes = 1 << 16
			before := snapshot(t, dir)
			got, err := Run(t.Context(), o)
			require.NoError(t, err)
			assert.Equal(t, clean(map[string]State{authFile: Broken, cancelFile: Changed}), states(got))
			p := page(t, got, authFile)
			assert.True(t, strings.HasPrefix(p.Error, "vendor/"+authFile+": "+baseAddress+authFile+": "), p.Error)
			assert.Contains(t, p.Error, c.want)
			assert.NotContains(t, p.Error, "MARKER")
			assert.Nil(t, p.Body)
			assert.True(t, got.Failed())
			assert.Equal(t, before, snapshot(t, dir), "no half of an update")
			assert.Contains(t, strings.Join(got.Warnings, "\n"), "nothing was written")
		})
	}
}

func TestAMissingPageIsLookedForInTheIndex(t *testing.T) {
	t.Parallel()
	index := func(lines ...string) string { return "# Docs\n\n- " + strings.Join(lines, "\n- ") + "\n" }
	cases := map[string]struct {
		code     int
		index    string
		proposed []Link
		note     string
	}{
		"same title elsewhere": {404, index("[mass payout auth](" + baseAddress + "authorise.md)"),
			[]Link{{"mass payout auth", baseAddress + "authorise.md"}}, "it may be at " + baseAddress + "authorise.md now"},
		"same name elsewhere": {410, index("[Authorise](/en/api/mass-payout-auth)", "[Auth](/urunler/mass-payout-auth.md)"),
			[]Link{{"Authorise", "https://docs.iyzico.com/en/api/mass-payout-auth"}}, "it may be at"},
		"only a new page":  {404, index("[Authorise Mass Payout](" + baseAddress + "authorise.md)"), nil, "it may be one of the new ones"},
		"still listed":     {404, index("[Mass Payout Auth](" + baseAddress + authFile + ")"), nil, "none is new"},
		"nothing like it":  {404, index("[Subscription](/en/subscription.md)"), nil, "the vendor may have taken the operation back"},
		"index is missing": {404, "", nil, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, dir := newDocs(t), spectest.Disk(t)
			site.Handle(basePath+authFile, answerWith(c.code, "X", "", "gone"))
			site.Edit(t, cancelFile, `"summary":"Cancel Mass Payout"`, `"summary":"Cancel"`)
			site.Serve("/llms.txt", c.index)
			got := site.check(t, dir)
			p := page(t, got, authFile)
			assert.Equal(t, Missing, p.State)
			assert.Equal(t, "vendor/"+authFile+": "+baseAddress+authFile+": HTTP "+strconv.Itoa(c.code)+": the page is gone", p.Error)
			assert.Equal(t, c.proposed, p.Proposed)
			assert.Contains(t, p.Note, c.note)
			assert.True(t, got.Drifted())
			assert.False(t, got.Failed())
			before := snapshot(t, dir)
			assert.True(t, site.fetch(t, dir).Pending())
			assert.Equal(t, before, snapshot(t, dir), "no half of an update")
		})
	}
}

func TestAMovedPage(t *testing.T) {
	t.Parallel()
	const elsewhere = "/en/api/auth.md"
	for code, written := range map[int]bool{301: true, 308: true, 302: false, 303: false, 307: false} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			t.Parallel()
			site, dir := newDocs(t), spectest.Disk(t)
			site.Handle(basePath+authFile, answerWith(code, "Location", "https://docs.iyzico.com"+elsewhere, ""))
			site.Serve(elsewhere, navigation1+spectest.Page(t, authFile))
			got := site.check(t, dir)
			p := page(t, got, authFile)
			assert.Equal(t, Moved, p.State)
			assert.Equal(t, "https://docs.iyzico.com"+elsewhere, p.MovedTo)
			assert.True(t, got.Drifted())

			got = site.fetch(t, dir)
			assert.False(t, got.Pending())
			sources := snapshot(t, dir)[spec.SourcesFile]
			assert.Equal(t, written, strings.Contains(sources, "url: https://docs.iyzico.com"+elsewhere), "only a permanent redirect is a new address")
			assert.Equal(t, spectest.Page(t, authFile), snapshot(t, dir)["vendor/"+authFile])
			site.Serve("/llms.txt", "[Auth](https://docs.iyzico.com"+elsewhere+")")
			assert.Equal(t, !written, site.check(t, dir).Drifted())
		})
	}
	t.Run("and changed", func(t *testing.T) {
		t.Parallel()
		site, dir := newDocs(t), spectest.Disk(t)
		after := strings.Replace(spectest.Page(t, authFile), `"summary":"Auth Mass Payout"`, `"summary":"Auth"`, 1)
		site.Handle(basePath+authFile, answerWith(301, "Location", "auth2.md", ""))
		site.Handle(basePath+"auth2.md", answerWith(308, "Location", site.URL+elsewhere, ""))
		site.Serve(elsewhere, after)
		got := site.fetch(t, dir)
		assert.Equal(t, Changed, page(t, got, authFile).State)
		assert.Equal(t, "https://docs.iyzico.com"+elsewhere, page(t, got, authFile).MovedTo)
		assert.Equal(t, after, snapshot(t, dir)["vendor/"+authFile])
		assert.Contains(t, snapshot(t, dir)[spec.SourcesFile], "url: https://docs.iyzico.com"+elsewhere)
	})
	t.Run("and gone there", func(t *testing.T) {
		t.Parallel()
		site := newDocs(t)
		site.Handle(basePath+authFile, answerWith(301, "Location", elsewhere, ""))
		p := page(t, site.check(t, spectest.Disk(t)), authFile)
		assert.Equal(t, Missing, p.State)
		assert.Contains(t, p.Error, "; the address redirects to https://docs.iyzico.com"+elsewhere)
	})
}

func TestAStalledPageEndsAtItsTimeLimit(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	site.Handle(basePath+authFile, func(http.ResponseWriter, *http.Request) { <-release })
	site.Handle(basePath+cancelFile, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("# Mass"))
		_ = http.NewResponseController(w).Flush()
		<-release
	})
	o := site.options(spectest.Disk(t))
	o.Check, o.Timeout = true, time.Second
	got, err := Run(t.Context(), o)
	require.NoError(t, err)
	for _, name := range []string{authFile, cancelFile} {
		assert.Equal(t, "vendor/"+name+": "+baseAddress+name+": cannot be reached: no full answer within 1s", page(t, got, name).Error)
	}
	assert.Equal(t, Unchanged, page(t, got, retrieveFile).State, "one page that stalls does not stop the others")
}

func TestTheCallerCanInterrupt(t *testing.T) {
	t.Parallel()
	for _, path := range []string{basePath + retrieveFile, "/llms.txt"} {
		site, dir := newDocs(t), spectest.Disk(t)
		ctx, cancel := context.WithCancel(t.Context())
		site.Handle(path, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
		o := site.options(dir)
		o.Attempts = 3
		before := snapshot(t, dir)
		_, err := Run(ctx, o)
		require.ErrorIs(t, err, context.Canceled, path)
		assert.ErrorContains(t, err, "interrupted at ")
		assert.Equal(t, before, snapshot(t, dir))
	}
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	var calls atomic.Int32
	site.Handle(basePath+authFile, func(w http.ResponseWriter, _ *http.Request) {
		switch calls.Add(1) {
		case 1:
			w.Header().Set("Retry-After", "0.01")
			w.WriteHeader(http.StatusTooManyRequests)
		case 2:
			panic(http.ErrAbortHandler)
		default:
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte(spectest.Page(t, authFile)))
		}
	})
	o := site.options(dir)
	o.Check, o.Attempts, o.Pause = true, 3, time.Millisecond
	got, err := Run(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, clean(nil), states(got))
	assert.EqualValues(t, 3, calls.Load())
}

func TestAnUnreachableSiteIsNotAskedForever(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var calls atomic.Int32
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			_ = connection.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close() })
	got, err := Run(t.Context(), Options{Dir: spectest.Disk(t), Server: "https://" + listener.Addr().String(), Check: true, Pause: -1})
	require.NoError(t, err)
	assert.Equal(t, 4, got.Count(Broken))
	assert.Contains(t, page(t, got, authFile).Error, "cannot be reached: ")
	assert.EqualValues(t, 3+1+1+1+1, calls.Load(), "three attempts for the first page, one for each that follows and the index")
	assert.Contains(t, got.Index.Error, "cannot be reached: ")
}

func TestACertificateThatIsNotTrustedStopsTheFetch(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	site.Config.ErrorLog = log.New(io.Discard, "", 0)
	o := site.options(spectest.Disk(t))
	o.Client, o.Check = &http.Client{}, true
	got, err := Run(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, 4, got.Count(Broken))
	assert.Contains(t, page(t, got, initFile).Error, "certificate")
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{"": 0, "2": 2 * time.Second, "-1": 0, "86400": maxWait, "Wed, 21 Oct 2026 07:28:00 GMT": 0} {
		assert.Equal(t, want, retryAfter(http.Header{"Retry-After": {value}}), value)
	}
}

func TestARedirectNeverLeavesTheServerThatWasNamed(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	other := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(other.Close)
	site := newDocs(t)
	site.Handle(basePath+authFile, answerWith(302, "Location", other.URL+"/x.md", ""))
	assert.Equal(t, Broken, page(t, site.check(t, spectest.Disk(t)), authFile).State)
	assert.False(t, reached.Load())
}
