package browser

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/signing"
)

// picturesVariable is the folder that `make pictures` has them written to.
const picturesVariable = "IYZIPAYOUT_PICTURES"

// TestPictures takes the pictures of docs/pictures.
func TestPictures(t *testing.T) {
	folder := os.Getenv(picturesVariable)
	if folder == "" {
		t.Skip("pictures are taken by make pictures")
	}
	for _, of := range []struct {
		name string
		how  how
	}{
		{"payouts", desk()},
		{"payouts-dark", how{width: 1280, height: 900, dark: true}},
		{"payouts-phone", how{width: 360, height: 780}},
	} {
		b := open(t, of.how, still()...)
		b.stage()
		b.picture(folder, of.name)
		b.follow("example-2")
		b.picture(folder, strings.Replace(of.name, "payouts", "payout", 1))
		b.run(chromedp.Navigate(b.srv.URL() + "/_emulator/calls/5"))
		b.isLive()
		b.picture(folder, strings.Replace(of.name, "payouts", "call", 1))
	}
}

// still is an emulator whose time stands and whose ids count, so that its pictures are the same each time.
func still() []emulator.Option {
	n := 0
	return []emulator.Option{
		emulator.WithClock(func() time.Time { return time.Date(2026, 11, 30, 10, 15, 0, 0, time.UTC) }),
		emulator.WithPace(emulator.Pace{Queued: time.Second, Processing: time.Second, Between: time.Second, GiveBack: time.Minute}),
		emulator.WithIDs(func() string {
			n++
			return "5b0e7c1a-93d4-4f6e-8a21-" + strings.Repeat("0", 9) + string([]byte{'a' + byte(n/100%10), '0' + byte(n/10%10), '0' + byte(n%10)})
		}),
	}
}

// stage makes something to look at.
func (b *tab) stage() {
	b.t.Helper()
	b.run(chromedp.SetValue(`select[name=ends]`, "paid"))
	b.press("Hand over an example")
	b.shows("example-1")
	b.run(chromedp.SetValue(`select[name=ends]`, "mixed"), chromedp.SetValue(`input[name=lines]`, "9"))
	b.press("Hand over an example")
	b.shows("example-2")
	for _, e := range []string{"example-1", "example-2"} {
		b.follow(e)
		b.press("Authorise")
		b.shows("authMassPayout: HTTP 200, success")
		b.follow("Mass payouts")
		b.press("1 s")
	}
	b.press("1 s")
	b.press("1 s")
	b.press("1 s")
	b.wrongly()
	b.press("Inject")
	b.shows("1 call left")
}

// wrongly sends a call whose signature also covers the query, a common mistake.
func (b *tab) wrongly() {
	b.t.Helper()
	const target = "/v1/mass/payout/balance?locale=en"
	signature, err := signing.Sign(b.srv.Credentials(), "random", target, nil)
	require.NoError(b.t, err)
	request, err := http.NewRequest(http.MethodGet, b.srv.URL()+target, nil)
	require.NoError(b.t, err)
	request.Header.Set("Authorization", signature.Header())
	request.Header.Set("x-iyzi-rnd", "random")
	response, err := b.srv.Client().Do(request)
	require.NoError(b.t, err)
	require.NoError(b.t, response.Body.Close())
}

func (b *tab) picture(folder, name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	assert.Less(b.t, len(png), 150_000, name)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644))
}
