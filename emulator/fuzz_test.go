package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// FuzzSignedCall: whatever a customer signs and sends, the answer is one that the document knows (the checker says so), the
// money is conserved, and without an auth none of it moves.
func FuzzSignedCall(f *testing.F) {
	good := initBody("x", item("1", "pay"), item("2", emulator.MarkRefuse))
	for _, body := range []string{
		good, strings.Replace(good, "100.50", "1e400", 1), strings.Replace(good, "100.50", "-0", 1), strings.Replace(good, "TRY", "try", 1),
		strings.Replace(good, `"1"`, `"2"`, 1), `{"externalId":"x","conversationId":"c","items":[{}]}`, `{"items":[null]}`, `{"items":{}}`,
	} {
		f.Add(http.MethodPost, initPath, "en", body)
	}
	f.Add(http.MethodPost, authPath, "tr", `{"requestId":"00000000-0000-4000-8000-000000000001"}`)
	f.Add(http.MethodPost, retrievePath, "en", `{"externalMassPayoutId":"seed","page":0,"size":1}`)
	f.Add(http.MethodPost, retrievePath, "en", `{"requestId":"","page":1e3,"size":-1,"itemType":""}`)
	f.Add(http.MethodPost, cancelPath+"00000000-0000-4000-8000-000000000001", "tr", "")
	f.Add(http.MethodGet, itemPath+"00000000-0000-4000-8000-000000000002", "en", "")
	f.Add(http.MethodGet, balancePath, "xx", "")
	f.Add("PATCH", "//%2e%2e/\x00", "en&locale=tr", "\xff")

	w := newWorld(f)
	start := money.MustParse("500")
	f.Fuzz(func(t *testing.T, method, path, locale, body string) {
		d := w.direct(t, emulator.Behaviour{Balance: start})
		d.call(http.MethodPost, initPath, initBody("seed", item("1", "pay")))
		request, err := http.NewRequest(method, "http://127.0.0.1/", strings.NewReader(body))
		if err != nil {
			return // no such method
		}
		request.RequestURI = path + "?locale=" + locale
		request.URL.Path, request.URL.RawQuery = path, "locale="+locale
		request.Header.Set("Content-Type", "application/json")
		wire, _, _ := strings.Cut(request.RequestURI, "?")
		authorization, err := signAs(d.emu.Credentials(), wire, body)
		require.NoError(t, err)
		request.Header.Set("Authorization", authorization)

		check := checker{t: t, next: d.emu, doc: w.doc, rules: w.rules}
		check.ServeHTTP(httptest.NewRecorder(), request)

		l := d.emu.Ledger()
		require.Zero(t, start.Cmp(money.Sum(l.Balance, l.Reserved, l.Paid, l.Commission, l.KeptBack)))
		if path != authPath {
			require.Equal(t, start, l.Balance)
		}
	})
}

// FuzzUnsigned: without a good signature nothing happens.
func FuzzUnsigned(f *testing.F) {
	f.Add("", "")
	f.Add("IYZWSv2 ", "r")
	f.Add(header("apiKey:"+emulator.DefaultAPIKey+"&randomKey:r&signature:s"), "r")
	f.Add(header("apiKey:&randomKey:&signature:"), "")
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, authorization, random string) {
		emu := w.emulator(t)
		request := httptest.NewRequest(http.MethodPost, initPath+"?locale=en", strings.NewReader(initBody("x", item("1", "pay"))))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", authorization)
		request.Header.Set("x-iyzi-rnd", random)
		recorder := httptest.NewRecorder()
		(&checker{t: t, next: emu, doc: w.doc, rules: w.rules}).ServeHTTP(recorder, request)
		require.Contains(t, recorder.Body.String(), `"status":"failure"`)
		require.Empty(t, emu.Ledger().Batches)
	})
}
