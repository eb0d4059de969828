package vcr_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/signing"
)

// deck plays one cassette and sends requests to it that are signed as recorded.
type deck struct {
	t      testing.TB
	player http.RoundTripper
	end    func() error
	signer *signing.Signer
}

func newDeck(t testing.TB, l *vcr.Library, name string) deck {
	c, found := l.Find(vcr.Emulator, name)
	require.True(t, found, name)
	p, end, err := l.Play(c)
	require.NoError(t, err)
	credentials, err := signing.NewCredentials("sandbox-cassette-api-key", "sandbox-cassette-secret-key")
	require.NoError(t, err)
	signer, err := signing.New(credentials, signing.WithUncheckedPath())
	require.NoError(t, err)
	return deck{t: t, player: p, end: end, signer: signer}
}

type change func(*http.Request)

// send sends the request of an interaction of init-twice, with changes before and after it is signed.
func (d deck) send(method, target, body string, before, after change) (string, error) {
	d.t.Helper()
	request, err := http.NewRequest(method, vcr.Emulator.BaseURL()+target, strings.NewReader(body))
	require.NoError(d.t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if before != nil {
		before(request)
	}
	require.NoError(d.t, d.signer.Edit(context.Background(), request))
	if after != nil {
		after(request)
	}
	response, err := (&http.Client{Transport: d.player}).Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(d.t, err)
	return string(text), nil
}

const retrievePath = "/v1/mass/payout/retrieve?locale=en"

// What retrieve-unknown asks for, one after the other.
const (
	askFirst  = `{"itemType":"VALID","page":0,"requestId":"unknown-emulated","size":10}`
	askSecond = `{"externalMassPayoutId":"unknown-emulated","itemType":"VALID","page":0,"size":10}`
)

func TestPlayerAnswersInOrder(t *testing.T) {
	t.Parallel()
	d := newDeck(t, library(t), "retrieve-unknown")
	// Another order of members and white space make no other request.
	text, err := d.send("POST", retrievePath, `{ "size":10, "requestId":"unknown-emulated", "page":0, "itemType":"VALID" }`, nil, nil)
	require.NoError(t, err)
	assert.Contains(t, text, `"errorCode":"11"`)
	require.ErrorIs(t, d.end(), vcr.ErrUnused)
	assert.ErrorContains(t, d.end(), "1 of 2 interactions were not played, from POST /v1/mass/payout/retrieve on")
	_, err = d.send("POST", retrievePath, askSecond, nil, nil)
	require.NoError(t, err)
	require.NoError(t, d.end())
}

func TestPlayerRefusesWhatIsNotNext(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, target, body string
		before, after              change
		is                         error
		want                       []string
	}{
		{name: "another method", method: "PUT", target: retrievePath, body: askFirst, is: vcr.ErrUnmatched,
			want: []string{"method: sent PUT, recorded POST", "interaction 0 of 2 is next; the nearest is interaction 0"}},
		{name: "another path", method: "POST", target: "/v1/mass/payout/retrieves?locale=en", body: askFirst, is: vcr.ErrUnmatched,
			want: []string{"path: sent /v1/mass/payout/retrieves, recorded /v1/mass/payout/retrieve"}},
		{name: "an escaped path", method: "POST", target: "/v1/mass/payout/%72etrieve?locale=en", body: askFirst, is: vcr.ErrUnmatched,
			want: []string{"path: sent /v1/mass/payout/%72etrieve"}},
		{name: "another query", method: "POST", target: "/v1/mass/payout/retrieve?locale=tr", body: askFirst, is: vcr.ErrUnmatched,
			want: []string{"query locale: sent tr, recorded en"}},
		{name: "more query", method: "POST", target: retrievePath + "&more=1", body: askFirst, is: vcr.ErrUnmatched,
			want: []string{"query more: sent 1, not recorded"}},
		{name: "the query twice", method: "POST", target: retrievePath + "&locale=en", body: askFirst, is: vcr.ErrUnmatched,
			want: []string{"query locale: sent en, en, recorded en"}},
		{name: "another value", method: "POST", target: retrievePath, body: strings.Replace(askFirst, "10", "11", 1), is: vcr.ErrUnmatched,
			want: []string{"body /size: sent 11, recorded 10"}},
		{name: "a number written otherwise", method: "POST", target: retrievePath, body: strings.Replace(askFirst, "10", "10.0", 1), is: vcr.ErrUnmatched,
			want: []string{"body /size: sent 10.0, recorded 10"}},
		{name: "another type", method: "POST", target: retrievePath, body: strings.Replace(askFirst, "10", `"10"`, 1), is: vcr.ErrUnmatched,
			want: []string{`body /size: sent "10", recorded 10`}},
		{name: "a member less", method: "POST", target: retrievePath, body: strings.Replace(askFirst, `"page":0,`, "", 1), is: vcr.ErrUnmatched,
			want: []string{"body /page: recorded 0, not sent"}},
		{name: "a member twice", method: "POST", target: retrievePath, body: strings.Replace(askFirst, `"page":0,`, `"page":0,"page":0,`, 1), is: vcr.ErrUnmatched,
			want: []string{"body, which is not JSON,: sent"}},
		{name: "no body", method: "POST", target: retrievePath, is: vcr.ErrUnmatched, want: []string{`body /requestId: recorded "unknown-emulated", not sent`}},
		{name: "another media type", method: "POST", target: retrievePath, body: askFirst, is: vcr.ErrUnmatched,
			before: func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
			want:   []string{"media type: sent text/plain, recorded application/json"}},
		{name: "out of order", method: "POST", target: retrievePath, body: askSecond, is: vcr.ErrUnmatched,
			want: []string{"interaction 0 of 2 is next; the nearest is interaction 1, which comes later and the same"}},
		{name: "a wrong signature", method: "POST", target: retrievePath, body: askFirst, is: vcr.ErrSignature,
			after: func(r *http.Request) {
				spaced := []byte(askFirst + " ")
				r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(spaced)), int64(len(spaced))
			},
			want: []string{"interaction 0, POST /v1/mass/payout/retrieve: it is signed for another request, the recorded one with the merchant's keys"}},
		{name: "no signature", method: "POST", target: retrievePath, body: askFirst, is: vcr.ErrSignature,
			after: func(r *http.Request) { r.Header.Del("Authorization") },
			want:  []string{"it is signed not at all"}},
		{name: "another random key", method: "POST", target: retrievePath, body: askFirst, is: vcr.ErrSignature,
			after: func(r *http.Request) { r.Header.Set("x-iyzi-rnd", "another") },
			want:  []string{"it is signed with another random key than x-iyzi-rnd"}},
		{name: "a broken header", method: "POST", target: retrievePath, body: askFirst, is: vcr.ErrSignature,
			after: func(r *http.Request) { r.Header.Set("Authorization", "Bearer of nothing") },
			want:  []string{"it is signed with an Authorization header that cannot be read"}},
	}
	l := library(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDeck(t, l, "retrieve-unknown")
			_, err := d.send(tt.method, tt.target, tt.body, tt.before, tt.after)
			require.ErrorIs(t, err, tt.is)
			for _, want := range tt.want {
				assert.ErrorContains(t, err, want)
			}
			// The failure stays, and what would have matched does not any more.
			_, again := d.send("POST", retrievePath, askFirst, nil, nil)
			assert.ErrorIs(t, again, tt.is)
			assert.ErrorIs(t, d.end(), tt.is)
		})
	}
}

func TestPlayerPlaysNothingTwice(t *testing.T) {
	t.Parallel()
	d := newDeck(t, library(t), "retrieve-unknown")
	_, err := d.send("POST", retrievePath, askFirst, nil, nil)
	require.NoError(t, err)
	_, err = d.send("POST", retrievePath, askFirst, nil, nil)
	require.ErrorIs(t, err, vcr.ErrUnmatched)
	assert.ErrorContains(t, err, "the nearest is interaction 0, which was played already")

	d = newDeck(t, library(t), "item-unknown")
	_, err = d.send("GET", "/v1/mass/payout/retrieve/items/unknown-emulated?locale=en", "", nil, nil)
	require.NoError(t, err)
	_, err = d.send("GET", "/v1/mass/payout/retrieve/items/unknown-emulated?locale=en", "", nil, nil)
	require.ErrorIs(t, err, vcr.ErrUnmatched)
	assert.ErrorContains(t, err, "all 1 interactions were played, and GET /v1/mass/payout/retrieve/items/unknown-emulated comes on top")
}

// TestPlayerWantsTheRecordedSignature: what was refused for its keys is not answered to anybody else.
func TestPlayerWantsTheRecordedSignature(t *testing.T) {
	t.Parallel()
	d := newDeck(t, library(t), "key-header-missing")
	_, err := d.send("GET", "/v1/mass/payout/balance?locale=en", "", nil, nil)
	require.ErrorIs(t, err, vcr.ErrSignature)
	assert.ErrorContains(t, err, "it is signed with the merchant's keys, the recorded one not at all")
}

func TestPlayerShowsNoPersonalData(t *testing.T) {
	t.Parallel()
	const iban, name = "TR330006100519786457841326", "Marker Person"
	d := newDeck(t, library(t), "init-twice")
	_, err := d.send("POST", "/v1/mass/payout/init?locale=en", `{"items":[{"recipientInfo":"`+iban+`","recipientName":"`+name+`","description":"for `+name+`"}]}`, nil, nil)
	require.ErrorIs(t, err, vcr.ErrUnmatched)
	assert.NotContains(t, err.Error(), iban)
	assert.NotContains(t, err.Error(), name)
	assert.Contains(t, err.Error(), "masked text 1")
}

func TestPlayerOfACanceledRequest(t *testing.T) {
	t.Parallel()
	d := newDeck(t, library(t), "retrieve-unknown")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	request, err := http.NewRequestWithContext(ctx, "POST", vcr.Emulator.BaseURL()+retrievePath, strings.NewReader(askFirst))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	require.NoError(t, d.signer.Edit(context.Background(), request))
	_, err = d.player.RoundTrip(request)
	require.ErrorIs(t, err, context.Canceled)
	_, err = d.send("POST", retrievePath, askFirst, nil, nil)
	assert.NoError(t, err, "the interaction was not played")
}

func TestPlayerIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	d := newDeck(t, library(t), "retrieve-unknown")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() { _, _ = d.send("POST", retrievePath, askFirst, nil, nil) })
	}
	wait.Wait()
	assert.ErrorIs(t, d.end(), vcr.ErrUnmatched)
}

// TestReplayNeverTouchesTheNetwork: the host of a cassette cannot be reached, and a broken cassette makes nothing happen.
func TestReplayNeverTouchesTheNetwork(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	file := filepath.Join(dir, "emulator", "balance.yaml")
	l, err := vcr.Open(dir)
	require.NoError(t, err)
	for name, content := range map[string]string{
		"empty": "", "not YAML": "\t", "another version": "version: 2\ninteractions: []\n", "no interactions": "version: 1\n",
	} {
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
		err := l.Replay(context.Background(), vcr.Emulator, find(t, "balance"))
		assert.ErrorContains(t, err, "balance.yaml", name)
	}
	require.NoError(t, os.WriteFile(file, []byte("version: 1\ninteractions: []\n"), 0o644))
	assert.ErrorIs(t, l.Replay(context.Background(), vcr.Emulator, find(t, "balance")), vcr.ErrUnmatched)

	require.NoError(t, os.Remove(file))
	assert.ErrorIs(t, l.Replay(context.Background(), vcr.Emulator, find(t, "balance")), vcr.ErrNoCassette)
	_, err = os.Stat(file)
	assert.ErrorIs(t, err, os.ErrNotExist, "nothing was recorded")
}

// copied is a copy of the committed cassettes.
func copied(t testing.TB) string {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(committed)))
	return dir
}
