package payout_test

import (
	"bufio"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name   string
		option payout.Option
		part   string
	}{
		{"nil", nil, "an option is nil"},
		{"base URL without scheme", payout.WithBaseURL("api.iyzipay.com"), "must be https://host"},
		{"base URL without host", payout.WithBaseURL("https:///v1"), "must be https://host"},
		{"base URL of another scheme", payout.WithBaseURL("ftp://127.0.0.1"), "must be https://host"},
		{"base URL with a query", payout.WithBaseURL("https://127.0.0.1?a=b"), "query"},
		{"base URL with an empty query", payout.WithBaseURL("https://127.0.0.1?"), "query"},
		{"base URL with a fragment", payout.WithBaseURL("https://127.0.0.1#a"), "fragment"},
		{"base URL with a password", payout.WithBaseURL("https://user:MarkerPassword@127.0.0.1"), "user"},
		{"not a URL", payout.WithBaseURL("https://user:MarkerPassword@127.0.0.1:port"), "not a URL"},
		{"no HTTP client", payout.WithHTTPClient(nil), "needs a client"},
		{"locale", payout.WithLocale("TR"), "must be tr or en"},
		{"timeout", payout.WithTimeout(0), "greater than 0"},
		{"limit", payout.WithMaxResponseBytes(0), "greater than 0"},
		{"call timeout", payout.WithCallTimeout(0), "greater than 0"},
		{"attempts below 0", payout.WithRetries(payout.RetryPolicy{MaxAttempts: -1}), "below 0"},
		{"longest pause shorter than the first", payout.WithRetries(payout.RetryPolicy{First: 2, Most: 1}), "shorter than First"},
		{"no calls a minute", payout.WithRateLimit(0, 1), "greater than 0"},
		{"endless calls a minute", payout.WithRateLimit(math.Inf(1), 1), "greater than 0"},
		{"calls a minute that are no number", payout.WithRateLimit(math.NaN(), 1), "greater than 0"},
		{"no burst", payout.WithRateLimit(60, 0), "at least 1"},
		{"no logger", payout.WithLogger(nil), "needs a logger"},
		{"signing", payout.WithSigning(signing.WithBodyLimit(0)), "WithBodyLimit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := payout.New(testCredentials(t), tt.option)
			assert.Nil(t, c)
			require.ErrorContains(t, err, tt.part)
			assert.NotContains(t, err.Error(), "MarkerPassword")
		})
	}
	_, err := payout.New(signing.Credentials{})
	assert.ErrorIs(t, err, signing.ErrNoCredentials)
}

// Nothing is begun with a pair that either environment refuses, and no key is printed. An emulator takes any.
func TestAMixedPairIsRefusedBeforeAnythingIsSent(t *testing.T) {
	for _, keys := range [][2]string{{"sandbox-MarkerA", "MarkerS"}, {"MarkerA", "sandbox-MarkerS"}} {
		credentials, err := signing.NewCredentials(keys[0], keys[1])
		require.NoError(t, err)
		for _, url := range []string{payout.SandboxURL, payout.ProductionURL} {
			_, err = payout.New(credentials, payout.WithBaseURL(url))
			require.ErrorIs(t, err, signing.ErrCrossEnvironment)
			assert.NotContains(t, err.Error(), "Marker")
			_, err = payout.New(credentials, payout.WithBaseURL(url), payout.WithSigning(signing.WithCrossEnvironment()))
			require.NoError(t, err)
		}
		_, err = payout.New(credentials, payout.WithBaseURL("http://127.0.0.1:8080"))
		require.NoError(t, err)
	}
}

func TestTheKeyDecidesWhereToSend(t *testing.T) {
	for key, want := range map[string]string{"sandbox-key": payout.SandboxURL, "key": payout.ProductionURL} {
		credentials, err := signing.NewCredentials(key, key)
		require.NoError(t, err)
		var sent string
		c, err := payout.New(credentials, payout.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent = r.URL.String()
			return nil, errBoom
		})}))
		require.NoError(t, err)
		_, err = c.Balance(t.Context())
		require.ErrorIs(t, err, errBoom)
		assert.Equal(t, want+"/v1/mass/payout/balance?locale=en", sent)
	}
	_, err := clientOver(t, inMemory(says(200, taken)), payout.WithBaseURL(payout.ProductionURL)).Auth(t.Context(), approval(t))
	assert.ErrorIs(t, err, signing.ErrCrossEnvironment, "a sandbox key does not get to production")
	assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
}

// What every operation sends, byte for byte.
func TestRequests(t *testing.T) {
	const answer = `{"status":"success","requestId":"r","balance":1,"item":{"itemStatus":"SUCCESS"},"massPayoutItems":{"items":[]}}`
	v := newVendor(t, says(200, answer))
	c := v.client(payout.WithLocale(gen.LocaleTr))
	for name, call := range operations(t) {
		require.NoError(t, call(t.Context(), c), name)
	}
	_, err := c.Retrieve(t.Context(), payout.ByRequestID("179cdefc1"), payout.Page{Number: 3, Size: 40, ItemType: gen.ItemTypeInvalid})
	require.NoError(t, err)

	want := map[string]string{
		"POST /v1/mass/payout/init?locale=tr": `{"conversationId":"november","externalId":"november","items":[` +
			`{"amount":{"currency":"TRY","value":1250.50},"description":"Salary","itemExternalId":"1","recipientInfo":"TR920086402100005482986178","recipientName":"Marker Kişi","recipientType":"IBAN"},` +
			`{"amount":{"currency":"TRY","value":100},"description":"Bonus","itemExternalId":"2","nonWithdrawable":true,"recipientInfo":"+905456856931","recipientType":"PHONE"}],"purpose":"SALARY"}`,
		"POST /v1/mass/payout/auth?locale=tr":                `{"requestId":"179cdefc1-request"}`,
		"POST /v1/mass/payout/cancel/179cdefc1?locale=tr":    ``,
		"GET /v1/mass/payout/balance?locale=tr":              ``,
		"GET /v1/mass/payout/retrieve/items/ref-1?locale=tr": ``,
		"POST /v1/mass/payout/retrieve?locale=tr externalId": `{"externalMassPayoutId":"a","itemType":"VALID","page":0,"size":1}`,
		"POST /v1/mass/payout/retrieve?locale=tr requestId":  `{"itemType":"INVALID","page":3,"requestId":"179cdefc1","size":40}`,
	}
	got := map[string]string{}
	for _, r := range v.received() {
		key := r.method + " " + r.uri
		if strings.Contains(r.uri, "retrieve?") {
			key += map[bool]string{true: " externalId", false: " requestId"}[strings.Contains(r.body, "externalMassPayoutId")]
		}
		got[key] = r.body
		assert.Equal(t, "application/json", r.header.Get("Accept"), key)
		assert.Empty(t, r.header.Get("Idempotency-Key"), "it would make net/http repeat the call")
		if r.body == "" {
			assert.Empty(t, r.header.Get("Content-Type"), key)
		} else {
			assert.Equal(t, "application/json", r.header.Get("Content-Type"), key)
		}
	}
	assert.Equal(t, want, got)
}

func TestBasePathIsKept(t *testing.T) {
	for _, base := range []string{"/gateway", "/gateway/", "/gateway//"} {
		v := newVendor(t, says(200, taken))
		_, err := v.client(payout.WithBaseURL(v.URL+base)).Auth(t.Context(), approval(t))
		require.NoError(t, err)
		assert.Equal(t, "/gateway/v1/mass/payout/auth?locale=en", v.received()[0].uri)
	}
}

func TestEveryCallIsSignedAnew(t *testing.T) {
	v := newVendor(t, says(200, taken))
	c := v.client()
	for range 2 {
		_, err := c.Auth(t.Context(), approval(t))
		require.NoError(t, err)
	}
	calls := v.received()
	assert.NotEqual(t, calls[0].header.Get(signing.HeaderAuthorization), calls[1].header.Get(signing.HeaderAuthorization))
}

func TestTheHTTPClientOfTheCallerIsUntouched(t *testing.T) {
	v := newVendor(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	followed := 0
	hc := &http.Client{Transport: v.Client().Transport, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error {
		followed++
		return nil
	}}
	_, err := v.client(payout.WithHTTPClient(hc)).Auth(t.Context(), approval(t))
	assert.ErrorIs(t, err, payout.ErrRedirect)
	assert.Zero(t, followed)
	assert.Nil(t, hc.Jar)
	assert.Equal(t, time.Minute, hc.Timeout)
	assert.Same(t, v.Client().Transport, hc.Transport)
	_ = hc.CheckRedirect(nil, nil)
	assert.Equal(t, 1, followed, "the function is still the caller's")
}

// net/http reads the proxy from the environment once per process, so this takes another one.
func TestDefaultClientHonoursProxies(t *testing.T) {
	const inside = "IYZIPAYOUT_TEST_PROXIED"
	if os.Getenv(inside) != "" {
		c, err := payout.New(testCredentials(t), payout.WithBaseURL("https://iyzico.invalid"), payout.WithoutRetries())
		require.NoError(t, err)
		_, err = c.Balance(t.Context())
		require.ErrorContains(t, err, "Proxy Authentication Required")
		return
	}
	asked := make(chan string, 1)
	proxy := serveConnections(t, func(conn net.Conn, _ int) {
		r, err := http.ReadRequest(bufio.NewReader(conn))
		if err == nil {
			asked <- r.Method + " " + r.Host
			_, _ = conn.Write([]byte("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))
		}
	})
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDefaultClientHonoursProxies$")
	cmd.Env = append(os.Environ(), inside+"=1", "GORACE=atexit_sleep_ms=0", "HTTPS_PROXY=http://"+proxy, "NO_PROXY=", "no_proxy=")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, "CONNECT iyzico.invalid:443", <-asked)
}

func TestBadArgumentsAreNotSent(t *testing.T) {
	v := newVendor(t, says(200, taken))
	c := v.client()
	ctx := t.Context()
	second := func(_ any, err error) error { return err }
	tests := map[string]struct {
		err  error
		part string
	}{
		"empty approval":         {second(c.Auth(ctx, payout.Approval{})), "the approval is empty"},
		"empty requestId":        {second(c.Cancel(ctx, "")), "requestId: must not be empty"},
		"requestId with a slash": {second(c.Cancel(ctx, "a/../../auth")), "programs escape differently"},
		"requestId of dots":      {second(c.Cancel(ctx, "..")), "dot segment"},
		"requestId of a dot":     {second(c.Cancel(ctx, ".")), "dot segment"},
		"requestId with a query": {second(c.Cancel(ctx, "a?b=c")), "programs escape differently"},
		"referenceCode blank":    {second(c.Item(ctx, " ")), "referenceCode: must not be empty"},
		"no ref":                 {second(c.Retrieve(ctx, payout.Ref{}, payout.Page{Size: 1})), "use ByRequestID or ByExternalID"},
		"ref with a line feed":   {second(c.Retrieve(ctx, payout.ByExternalID("a\nb"), payout.Page{Size: 1})), "control characters"},
		"page below 0":           {second(c.Retrieve(ctx, payout.ByExternalID("a"), payout.Page{Number: -1, Size: 1})), "Number must be 0 or more"},
		"page of nothing":        {second(c.Retrieve(ctx, payout.ByExternalID("a"), payout.Page{})), "Size 1 or more"},
		"item type":              {second(c.Retrieve(ctx, payout.ByExternalID("a"), payout.Page{Size: 1, ItemType: "valid"})), "ItemType must be"},
		"empty batch":            {second(c.Init(ctx, payout.Batch{})), "Items: must hold at least one item"},
		"zero client":            {second((&payout.Client{}).Balance(ctx)), "make one with New"},
		"nil client":             {second((*payout.Client)(nil).Auth(ctx, approval(t))), "make one with New"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, tt.err, tt.part)
			assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(tt.err))
		})
	}
	assert.Empty(t, v.received())
}

func TestBalance(t *testing.T) {
	for body, want := range map[string]string{
		`{"status":"success","balance":"25399393.5"}`:                           "25399393.5", // as published
		`{"status":"success","balance":0.10000000}`:                             "0.10000000",
		`{"status":"success","balance":-1,"locale":3,"systemTime":"yesterday"}`: "-1",
	} {
		balance, err := newVendor(t, says(200, body)).client().Balance(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want, balance.Amount.String())
	}
	for _, body := range []string{taken, `{"status":"success","balance":null}`, `{"status":"success","balance":"a lot"}`, `{"status":"success","balance":{}}`} {
		balance, err := newVendor(t, says(200, body)).client().Balance(t.Context())
		assert.Nil(t, balance)
		assert.ErrorIs(t, err, payout.ErrUnintelligible)
		assert.ErrorContains(t, err, "no balance that is a number")
	}
}

func TestItem(t *testing.T) {
	const item = `{"itemExternalId":"1","referenceCode":"ref-1","itemStatus":"DEPOSIT_SUCCESS","totalAmount":100.50,"commissionAmount":20.00000000}`
	got, err := newVendor(t, says(200, `{"status":"success","item":`+item+`}`)).client().Item(t.Context(), "ref-1")
	require.NoError(t, err)
	assert.Equal(t, gen.MassPayoutItemStatusDepositSuccess, got.ItemStatus)
	assert.Equal(t, "20.00000000", got.CommissionAmount.String())
	for body, part := range map[string]string{
		taken:                                "no item with a status",
		`{"status":"success","item":null}`:   "no item with a status",
		`{"status":"success","item":"paid"}`: "member item",
		`{"status":"success","item":{"itemStatus":"SUCCESS","referenceCode":"ref-2"}}`: "another item",
	} {
		_, err := newVendor(t, says(200, body)).client().Item(t.Context(), "ref-1")
		assert.ErrorIs(t, err, payout.ErrUnintelligible)
		assert.ErrorContains(t, err, part)
	}
}

func TestCancel(t *testing.T) {
	receipt, err := newVendor(t, says(200, taken)).client().Cancel(t.Context(), "179cdefc1")
	require.NoError(t, err)
	assert.EqualValues(t, 1753877400123, receipt.SystemTime.UnixMilli())
}

func TestClientIsSafeForConcurrentUse(t *testing.T) {
	c := newVendor(t, says(200, `{"status":"success","balance":1}`)).client()
	done := make(chan error)
	for range 8 {
		go func() {
			_, err := c.Balance(t.Context())
			done <- err
		}()
	}
	for range 8 {
		assert.NoError(t, <-done)
	}
}

// A proxy that cannot be parsed is quoted by net/http with its password.
func TestProxyPasswordIsMasked(t *testing.T) {
	c := clientOver(t, &http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
		return nil, &url.Error{Op: "parse", URL: "http://user:MarkerPassword@proxy:port", Err: errBoom}
	}})
	_, err := c.Auth(t.Context(), approval(t))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "MarkerPassword")
	assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
}

func TestConnectionsAreReused(t *testing.T) {
	v := newVendor(t, says(200, taken))
	var addresses sync.Map
	v.Config.Handler = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			addresses.Store(r.RemoteAddr, true)
			next.ServeHTTP(w, r)
		})
	}(v.Config.Handler)
	c := v.client()
	for range 3 {
		_, err := c.Auth(t.Context(), approval(t))
		require.NoError(t, err)
	}
	count := 0
	addresses.Range(func(any, any) bool { count++; return true })
	assert.Equal(t, 1, count)
}
