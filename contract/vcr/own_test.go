package vcr_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// TestPayroll is what a user writes. Record its cassette with IYZIPAYOUT_RECORD=1 go test ./contract/vcr -run TestPayroll.
func TestPayroll(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	askBalance(t, srv, vcr.Test(t, "testdata/payroll.yaml", srv.Credentials()))
}

func askBalance(t *testing.T, srv *emulator.Server, transport http.RoundTripper) {
	client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	balance, err := client.Balance(context.Background())
	require.NoError(t, err)
	require.NotEmpty(t, balance)
}

// TestPayrollCassetteIsOfToday: it says under which document it was recorded. With -update, as in make record, it is recorded
// anew if that is not the one in force.
func TestPayrollCassetteIsOfToday(t *testing.T) {
	const file = "testdata/payroll.yaml"
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	switch current := strings.Contains(string(data), "document: "+digest.SHA256(spec.YAML())+"\n"); {
	case !current && *update:
		srv := emulator.Start(t)
		askBalance(t, srv, vcr.Own(t, file, srv.Credentials(), true, http.DefaultTransport))
	default:
		assert.True(t, current, "%s was recorded under another document: run make record", file)
	}
}

// TestOwnRecordsOverTLS: a service whose certificate only this client trusts is recorded through the client's transport.
func TestOwnRecordsOverTLS(t *testing.T) {
	srv := emulator.Start(t, emulator.WithTLS())
	file := filepath.Join(t.TempDir(), "tls.yaml")
	t.Setenv(vcr.RecordVariable, "1")
	for _, through := range [][]http.RoundTripper{nil, {srv.Client().Transport}} {
		u := new(userTest)
		client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithoutRetries(),
			payout.WithHTTPClient(&http.Client{Transport: vcr.Test(u, file, srv.Credentials(), through...)}))
		require.NoError(t, err)
		_, err = client.Balance(t.Context())
		u.end()
		assert.Equal(t, through != nil, err == nil, "only who trusts the certificate gets an answer: %v", err)
		assert.Equal(t, through == nil, u.failed, u.text.String())
	}
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(data), "https://emulator.invalid/v1/mass/payout/balance")
	assert.NotContains(t, string(data), srv.URL())
}

// userTest stands for the test of a user.
type userTest struct {
	cleanups []func()
	failed   bool
	skipped  bool
	fatal    bool
	text     strings.Builder
}

func (u *userTest) Helper()          {}
func (u *userTest) Cleanup(f func()) { u.cleanups = append(u.cleanups, f) }
func (u *userTest) Failed() bool     { return u.failed }
func (u *userTest) Skipped() bool    { return u.skipped }
func (u *userTest) Logf(f string, args ...any) {
	fmt.Fprintf(&u.text, f+"\n", args...)
}

func (u *userTest) Errorf(f string, args ...any) {
	u.failed = true
	u.Logf(f, args...)
}

func (u *userTest) Fatalf(f string, args ...any) {
	u.fatal = true
	u.Errorf(f, args...)
}

// run runs a test to its end.
func (u *userTest) run(file string, credentials signing.Credentials, record bool, next http.RoundTripper, test func(*http.Client)) *userTest {
	transport := vcr.Own(u, file, credentials, record, next)
	if !u.fatal {
		test(&http.Client{Transport: transport})
	}
	u.end()
	return u
}

func (u *userTest) end() {
	for _, cleanup := range slices.Backward(u.cleanups) {
		cleanup()
	}
}

const (
	ownIBAN = "TR330006100519786457841326"
	ownName = "Zeynep Marker"
	ownText = "Marker severance pay"
)

// payroll hands over a batch, as a user's test would, and lists it.
func payroll(t *testing.T, credentials signing.Credentials, url string, amount string, opts ...payout.Option) func(*http.Client) {
	return func(hc *http.Client) {
		client, err := payout.New(credentials, append([]payout.Option{payout.WithBaseURL(url), payout.WithHTTPClient(hc)}, opts...)...)
		require.NoError(t, err)
		to, err := payout.IBAN(ownIBAN, ownName)
		require.NoError(t, err)
		sum, err := payout.TRY(amount)
		require.NoError(t, err)
		result, err := client.Init(context.Background(), payout.Batch{
			ExternalID: "payroll", Purpose: gen.PurposeSalary, ConversationID: "payroll",
			Items: []payout.Item{{ExternalID: "line", Recipient: to, Amount: sum, Description: ownText}},
		})
		if err != nil {
			return
		}
		for _, err := range client.Items(context.Background(), result.Ref()) {
			if err != nil {
				return
			}
		}
	}
}

// recorded records a payroll from an emulator.
func recorded(t *testing.T) (file string, srv *emulator.Server) {
	srv = emulator.Start(t)
	file = filepath.Join(t.TempDir(), "testdata", "payroll.yaml")
	u := new(userTest).run(file, srv.Credentials(), true, http.DefaultTransport, payroll(t, srv.Credentials(), srv.URL(), "1234.56"))
	require.False(t, u.failed, u.text.String())
	return file, srv
}

const nowhere = "http://127.0.0.1:1"

func TestOwnRecordsMaskedAndReplays(t *testing.T) {
	t.Parallel()
	file, srv := recorded(t)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, secret := range []string{ownIBAN, ownName, ownText, srv.URL(), strings.TrimPrefix(srv.URL(), "http://"), "sandbox-api.iyzipay"} {
		assert.NotContains(t, string(data), secret)
	}
	assert.Contains(t, string(data), "source: emulator")
	assert.Contains(t, string(data), "nothing about the vendor")
	assert.Contains(t, string(data), `"value":1234.56`, "amounts stay")

	other, err := signing.NewCredentials("sandbox-of-the-replay", "sandbox-secret-of-the-replay")
	require.NoError(t, err)
	for range 2 {
		u := new(userTest).run(file, other, false, nil, payroll(t, other, nowhere, "1234.56"))
		assert.False(t, u.failed, u.text.String())
	}
}

func TestOwnReplayIsStrict(t *testing.T) {
	t.Parallel()
	file, srv := recorded(t)
	stranger, err := signing.NewCredentials("sandbox-stranger", "sandbox-stranger-secret")
	require.NoError(t, err)
	own := srv.Credentials()
	for name, c := range map[string]struct {
		test func(*http.Client)
		want string
	}{
		"another amount": {payroll(t, own, nowhere, "1234.57"), "amount/value: sent 1234.57, recorded 1234.56"},
		"nothing asked":  {func(*http.Client) {}, vcr.ErrUnused.Error()},
		"one too many": {func(hc *http.Client) {
			payroll(t, own, nowhere, "1234.56")(hc)
			payroll(t, own, nowhere, "1234.56")(hc)
		}, "comes on top"},
		"other keys": {payroll(t, stranger, nowhere, "1234.56"), vcr.ErrSignature.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			u := new(userTest).run(file, own, false, nil, c.test)
			assert.True(t, u.failed)
			assert.Contains(t, u.text.String(), c.want)
			assert.NotContains(t, u.text.String(), ownIBAN)
		})
	}
}

// TestOwnDrift: what the document does not promise fails with the report's text.
func TestOwnDrift(t *testing.T) {
	t.Parallel()
	file, srv := recorded(t)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	drifted := strings.ReplaceAll(string(data), `"status":"success"`, `"status":"splendid"`)
	require.NotEqual(t, string(data), drifted)
	require.NoError(t, os.WriteFile(file, []byte(drifted), 0o644))
	u := new(userTest).run(file, srv.Credentials(), false, nil, payroll(t, srv.Credentials(), nowhere, "1234.56"))
	assert.True(t, u.failed)
	assert.Contains(t, u.text.String(), "is not what the document promises")
	assert.Contains(t, u.text.String(), "/status")
}

// TestOwnLeavesNoHalfCassette: whatever stands against a recording is said, and the cassette that was there stays.
func TestOwnLeavesNoHalfCassette(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	own := srv.Credentials()
	stranger, err := signing.NewCredentials("sandbox-stranger", "sandbox-stranger-secret")
	require.NoError(t, err)
	production, err := signing.NewCredentials("production", "production-secret")
	require.NoError(t, err)
	get := func(url string) func(*http.Client) {
		return func(hc *http.Client) {
			if answer, err := hc.Get(url); err == nil {
				answer.Body.Close()
			}
		}
	}
	var u *userTest
	for name, c := range map[string]struct {
		credentials signing.Credentials
		test        func(*http.Client)
		want        string
	}{
		"the test fails": {own, func(hc *http.Client) {
			payroll(t, own, srv.URL(), "1")(hc)
			u.Errorf("the user's assertion")
		}, "the user's assertion"},
		"the test is skipped": {own, func(*http.Client) { u.skipped = true }, ""},
		"nothing is called":   {own, func(*http.Client) {}, "nothing was recorded"},
		"no answer":           {own, get(nowhere), "got no answer"},
		"production":          {own, get(payout.ProductionURL), "nothing is sent there"},
		"the sandbox's name without TLS": {own, get(strings.Replace(payout.SandboxURL, "https", "http", 1)),
			"nothing is sent there"},
		"production keys": {production, get(srv.URL()), "keys are those of production"},
		"other keys":      {own, payroll(t, stranger, srv.URL(), "1"), "none of the scenario's"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.yaml")
			require.NoError(t, os.WriteFile(file, []byte("old"), 0o644))
			u = new(userTest)
			u.run(file, c.credentials, true, http.DefaultTransport, c.test)
			assert.Equal(t, c.want != "", u.failed)
			assert.Contains(t, u.text.String(), c.want)
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, "old", string(data))
		})
	}
}

// TestOwnRefusesTwoSources: half from the vendor and half from the emulator would look as if all came from the vendor.
func TestOwnRefusesTwoSources(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	vendor := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{Status: "200 OK", StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
	})
	file := filepath.Join(t.TempDir(), "a.yaml")
	u := new(userTest).run(file, srv.Credentials(), true, vendor, func(hc *http.Client) {
		for _, url := range []string{payout.SandboxURL, srv.URL()} {
			if answer, err := hc.Get(url); err == nil {
				answer.Body.Close()
			}
		}
	})
	assert.Contains(t, u.text.String(), "one cassette cannot come from sandbox and from emulator")
	assert.NoFileExists(t, file)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestOwnRefusesOverlap: parallel calls come in another order each time, and replay has one.
func TestOwnRefusesOverlap(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	inside, leave := make(chan bool), make(chan bool)
	var once sync.Once
	slow := roundTrip(func(r *http.Request) (*http.Response, error) {
		once.Do(func() { close(inside) })
		<-leave
		return http.DefaultTransport.RoundTrip(r)
	})
	file := filepath.Join(t.TempDir(), "a.yaml")
	u := new(userTest).run(file, srv.Credentials(), true, slow, func(hc *http.Client) {
		var wg sync.WaitGroup
		wg.Go(func() { payroll(t, srv.Credentials(), srv.URL(), "1")(hc) })
		<-inside
		_, err := hc.Get(srv.URL())
		assert.ErrorContains(t, err, "calls overlap")
		close(leave)
		wg.Wait()
	})
	assert.Contains(t, u.text.String(), "calls overlap")
	assert.NoFileExists(t, file)
}

// TestOwnParallelReplay: each exchange is played once, whoever asks.
func TestOwnParallelReplay(t *testing.T) {
	t.Parallel()
	file, srv := recorded(t)
	u := new(userTest).run(file, srv.Credentials(), false, nil, func(hc *http.Client) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { payroll(t, srv.Credentials(), nowhere, "1234.56")(hc) })
		}
		wg.Wait()
	})
	assert.Contains(t, u.text.String(), vcr.ErrUnmatched.Error())
}

// TestOwnRetry: a refused attempt and its repetition are two exchanges.
func TestOwnRetry(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	fault := emulator.Fault{Operation: gen.OperationInitMassPayout, Kind: emulator.FaultRateLimited}
	require.NoError(t, srv.InjectFaults(fault))
	file := filepath.Join(t.TempDir(), "a.yaml")
	own := srv.Credentials()
	u := new(userTest).run(file, own, true, http.DefaultTransport, payroll(t, own, srv.URL(), "1"))
	require.False(t, u.failed, u.text.String())
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, 2, strings.Count(string(data), "/v1/mass/payout/init?"))
	u = new(userTest).run(file, own, false, nil, payroll(t, own, nowhere, "1"))
	assert.False(t, u.failed, u.text.String())
	u = new(userTest).run(file, own, false, nil, payroll(t, own, nowhere, "1", payout.WithoutRetries()))
	assert.Contains(t, u.text.String(), vcr.ErrUnused.Error())
}

func TestOwnRefusesWhatItHasNotRecorded(t *testing.T) {
	t.Parallel()
	file, srv := recorded(t)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	for name, c := range map[string]struct{ file, text, want string }{
		"no cassette":          {"a.yaml", "", "record it with IYZIPAYOUT_RECORD=1"},
		"not a cassette":       {"a.har", "{}", "must end in .yaml"},
		"of another tool":      {"a.yaml", "http_interactions:\n- request: {}\nrecorded_with: VCR 6.0\n", "a recording of VCR (Ruby)"},
		"of go-vcr alone":      {"a.yaml", "version: 1\ninteractions: []\n", "provenance.source"},
		"said to be vendor's":  {"a.yaml", strings.Replace(string(data), "source: emulator", "source: sandbox", 1), "was recorded from https://emulator.invalid"},
		"said to be published": {"a.yaml", strings.Replace(string(data), "source: emulator", "source: documented", 1), "must be emulator or sandbox"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), c.file)
			if c.text != "" {
				require.NoError(t, os.WriteFile(file, []byte(c.text), 0o644))
			}
			u := new(userTest).run(file, srv.Credentials(), false, nil, func(*http.Client) {})
			assert.True(t, u.fatal)
			assert.Contains(t, u.text.String(), c.want)
		})
	}
}
