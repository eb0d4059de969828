package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// service is an emulator on a manual clock behind a checker, with a raw client and package payout's.
type service struct {
	t      testing.TB
	emu    *emulator.Emulator
	url    string
	signer *signing.Signer
	client *payout.Client
}

// step is how long each stage of a payment takes in these tests.
const step = time.Second

// world is the document, read once for all tests, which do not change it.
type world struct {
	doc   *openapi3.T
	rules *spec.Rules
}

var theWorld = sync.OnceValues(func() (world, error) {
	doc, err := spec.Document()
	if err != nil {
		return world{}, err
	}
	rules, err := spec.NewRules(doc)
	return world{doc: doc, rules: rules}, err
})

func newWorld(t testing.TB) world {
	t.Helper()
	w, err := theWorld()
	require.NoError(t, err)
	return w
}

func newService(t testing.TB, opts ...emulator.Option) *service {
	t.Helper()
	return newWorld(t).service(t, opts...)
}

func (w world) service(t testing.TB, opts ...emulator.Option) *service {
	t.Helper()
	emu := w.emulator(t, opts...)
	server := httptest.NewServer(&checker{t: t, next: emu, doc: w.doc, rules: w.rules})
	t.Cleanup(server.Close)
	signer, err := signing.New(emu.Credentials())
	require.NoError(t, err)
	client, err := payout.New(emu.Credentials(), payout.WithBaseURL(server.URL))
	require.NoError(t, err)
	return &service{t: t, emu: emu, url: server.URL, signer: signer, client: client}
}

func (w world) emulator(t require.TestingT, opts ...emulator.Option) *emulator.Emulator {
	opts = append([]emulator.Option{
		emulator.WithClock(func() time.Time { return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) }),
		emulator.WithPace(emulator.Pace{Queued: step, Processing: step, GiveBack: step}),
		emulator.WithIDs(counted()),
	}, opts...)
	emu, err := emulator.New(opts...)
	require.NoError(t, err)
	return emu
}

// counted gives ids that look like UUIDs and count up.
func counted() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	}
}

// reply is an answer as a stranger to Go would see it.
type reply struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

func (r reply) code() string { return fmt.Sprint(r.body["errorCode"]) }

type edit func(*http.Request)

// call signs and sends a request; edits see it before it is signed.
func (s *service) call(method, target, body string, edits ...edit) reply {
	s.t.Helper()
	request := s.request(method, target, body)
	for _, e := range edits {
		e(request)
	}
	require.NoError(s.t, s.signer.Edit(context.Background(), request))
	return s.send(request)
}

func (s *service) request(method, target, body string) *http.Request {
	s.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	request, err := http.NewRequest(method, s.url+target, reader)
	require.NoError(s.t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	return request
}

func (s *service) send(request *http.Request) reply {
	s.t.Helper()
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	r := reply{status: response.StatusCode, header: response.Header, text: string(data)}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	require.NoError(s.t, decoder.Decode(&r.body), "%s", data)
	return r
}

func (s *service) post(path, body string, edits ...edit) reply {
	s.t.Helper()
	return s.call(http.MethodPost, path+"?locale=en", body, edits...)
}

func (s *service) get(path string) reply {
	s.t.Helper()
	return s.call(http.MethodGet, path+"?locale=en", "")
}

const (
	initPath     = "/v1/mass/payout/init"
	authPath     = "/v1/mass/payout/auth"
	retrievePath = "/v1/mass/payout/retrieve"
	cancelPath   = "/v1/mass/payout/cancel/"
	balancePath  = "/v1/mass/payout/balance"
	itemPath     = "/v1/mass/payout/retrieve/items/"
)

// item is a valid line. Its recipient is a marker to search for, too.
func item(id, description string) map[string]any {
	return map[string]any{
		"itemExternalId": id, "recipientType": "IBAN", "recipientInfo": "TR920086402100005482986178", "recipientName": "Jane Customer",
		"amount": map[string]any{"value": json.Number("100.50"), "currency": "TRY"}, "description": description,
	}
}

func with(line map[string]any, member string, value any) map[string]any {
	line[member] = value
	return line
}

func without(line map[string]any, member string) map[string]any {
	delete(line, member)
	return line
}

func initBody(externalID string, items ...map[string]any) string {
	data, err := json.Marshal(map[string]any{
		"externalId": externalID, "conversationId": "conversation-" + externalID, "purpose": "SALARY", "items": items,
	})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// init makes a mass payout and returns its requestId.
func (s *service) init(externalID string, items ...map[string]any) string {
	s.t.Helper()
	r := s.post(initPath, initBody(externalID, items...))
	require.Equal(s.t, "success", r.body["status"], r.text)
	return r.body["requestId"].(string)
}

func (s *service) auth(requestID string) reply {
	s.t.Helper()
	return s.post(authPath, fmt.Sprintf(`{"requestId":%q}`, requestID))
}

func (s *service) mustAuth(requestID string) {
	s.t.Helper()
	r := s.auth(requestID)
	require.Equal(s.t, "success", r.body["status"], r.text)
}

// statuses are those of a mass payout and of its lines, in their order.
func (s *service) statuses(requestID string) (string, []string) {
	s.t.Helper()
	r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":1000}`, requestID))
	require.Equal(s.t, "success", r.body["status"], r.text)
	var lines []string
	for _, each := range r.body["massPayoutItems"].(map[string]any)["items"].([]any) {
		lines = append(lines, each.(map[string]any)["itemStatus"].(string))
	}
	return r.body["massPayout"].(map[string]any)["massPayoutStatus"].(string), lines
}

func (s *service) balance() string {
	s.t.Helper()
	return s.get(balancePath).body["balance"].(string)
}

// batch is what the ledger says of a mass payout.
func (s *service) batch(requestID string) emulator.LedgerBatch {
	s.t.Helper()
	all := s.emu.Ledger().Batches
	i := slices.IndexFunc(all, func(b emulator.LedgerBatch) bool { return b.RequestID == requestID })
	require.GreaterOrEqual(s.t, i, 0, "the ledger has no %s", requestID)
	return all[i]
}

func operationOf(t testing.TB, r *http.Request) gen.Operation {
	t.Helper()
	for _, op := range gen.Operations() {
		prefix, _, templated := strings.Cut(op.Path(), "{")
		rest, found := strings.CutPrefix(r.URL.EscapedPath(), prefix)
		if r.Method == op.Method() && found && (rest == "" && !templated || templated && rest != "" && !strings.Contains(rest, "/")) {
			return op
		}
	}
	return ""
}

// signAs is the Authorization value of a client that signs whatever it is given.
func signAs(creds signing.Credentials, path, body string) (string, error) {
	signature, err := signing.Sign(creds, "random", path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	return signature.Header(), nil
}

// direct calls an emulator without a network, and without the checker.
type direct struct {
	t      require.TestingT
	emu    *emulator.Emulator
	signer *signing.Signer
}

func (w world) direct(t require.TestingT, opts ...emulator.Option) *direct {
	emu := w.emulator(t, opts...)
	signer, err := signing.New(emu.Credentials())
	require.NoError(t, err)
	return &direct{t: t, emu: emu, signer: signer}
}

func (d *direct) request(method, path, body string) *http.Request {
	request, err := http.NewRequest(method, "http://127.0.0.1"+path+"?locale=en", strings.NewReader(body))
	require.NoError(d.t, err)
	request.Header.Set("Content-Type", "application/json")
	require.NoError(d.t, d.signer.Edit(request.Context(), request))
	return request
}

func (d *direct) call(method, path, body string) map[string]any {
	return d.send(d.request(method, path, body))
}

func (d *direct) send(request *http.Request) map[string]any {
	recorder := httptest.NewRecorder()
	d.emu.ServeHTTP(recorder, request)
	value, ok := decode(recorder.Body.Bytes()).(map[string]any)
	require.True(d.t, ok, recorder.Body.String())
	return value
}
