package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
	}
	for n := range 5 {
		b.press("1 s")
		b.shows(fmt.Sprint("10:15:0", n+1))
	}
	b.wrongly()
	b.press("Inject")
	b.shows("1 call left")
}

func (b *tab) picture(folder, name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	assert.Less(b.t, len(png), 150_000, name)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644))
}
