package browser

import (
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/signing"
)

// example hands over a payout whose lines are all paid, and opens it.
func (b *tab) example(lines string) {
	b.t.Helper()
	b.run(chromedp.SetValue(`select[name=ends]`, "paid"), chromedp.SetValue(`input[name=lines]`, lines))
	b.press("Hand over an example")
	b.follow("Open the payout")
	b.shows("Nothing is paid until it is authorised.")
}

// batch is the newest mass payout in the ledger.
func (b *tab) batch() emulator.LedgerBatch {
	b.t.Helper()
	batches := b.srv.Ledger().Batches
	require.NotEmpty(b.t, batches)
	return batches[len(batches)-1]
}

// statuses waits until the lines show these, from the first on.
func (b *tab) statuses(want string) {
	b.t.Helper()
	b.waitFor(`[...document.querySelectorAll("#lines tbody .chip")].map((c) => c.textContent).join(" ") === "` + want + `"`)
}

func TestAPayoutIsPaidByClicks(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	b.shows("No mass payout yet.")
	b.example("3")
	b.statuses("INIT INIT INIT")
	b.run(chromedp.Evaluate[chromedp.Void](`window.sameDocument = true`))
	b.press("Authorise")
	b.shows("authMassPayout: HTTP 200, success.")
	b.statuses("QUEUED QUEUED QUEUED")
	b.press("1 s")
	b.statuses("PROCESSING PROCESSING PROCESSING")
	b.press("1 s")
	b.statuses("SUCCESS PROCESSING PROCESSING")
	b.press("Settle now")
	b.statuses("SUCCESS SUCCESS SUCCESS")
	b.shows("COMPLETED Every line is at its end.")
	assert.True(t, value[bool](b, `window.sameDocument === true`), "nothing was loaded anew")
	for _, line := range b.batch().Lines {
		assert.Equal(t, 1, line.Paid)
	}
	b.press("Authorise")
	b.shows("authMassPayout: HTTP 200, code 11.")
	assert.Equal(t, 1, b.batch().Effective)
}

func TestARefusedSignatureIsExplained(t *testing.T) {
	t.Parallel()
	b := open(t, desk())
	b.shows("No calls yet.")
	b.wrongly()
	b.follow("wrong, see why")
	b.shows("The query is part of the signed text. Sign the path only, up to the question mark.")
	b.shows("Request and answer are what the document promises.")
	b.shows("UNVERIFIED.md, E23")
}

func TestAFaultAndItsRecovery(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	b.run(chromedp.SetValue(`select[name=operation]`, "authMassPayout"))
	b.press("Inject")
	b.shows("reset_after_commit of authMassPayout: 1 call left")
	b.shows("1 fault is waiting for calls.")
	b.example("2")
	b.press("Authorise")
	b.shows("authMassPayout: no answer: the connection was reset after the fault reset_after_commit.")
	b.shows("Whether it took effect is not known: retrieve before you send it again.")
	b.press("Retrieve")
	b.shows("retrieveMassPayout: HTTP 200, success.")
	b.statuses("QUEUED QUEUED")
	b.press("Settle now")
	b.statuses("SUCCESS SUCCESS")
	for _, line := range b.batch().Lines {
		assert.Equal(t, 1, line.Paid)
	}
}

func TestChosenLinesMeetWhatIsPressed(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	b.example("5")
	choose := func(n string) { b.run(chromedp.Click(`#lines tbody tr:nth-child(` + n + `) input`)) }
	decide := func(n, button, shows string) {
		choose(n)
		b.press(button)
		b.waitFor(`document.querySelector("#lines tbody tr:nth-child(` + n + `)").innerText.includes("` + shows + `")`)
	}
	decide("1", "Hold", "held")
	decide("2", "Fail", "will fail and wait")
	decide("3", "Keep back", "will fail and be kept back")
	decide("4", "Refuse", "INVALID")
	b.press("Authorise")
	b.shows("authMassPayout: HTTP 200, success.")
	b.press("Settle now")
	b.statuses("PROCESSING FAILED DEPOSIT_FAIL INVALID SUCCESS")
	choose("1")
	b.press("1 s") // what else changes leaves it chosen
	b.shows("10:15:01")
	assert.True(t, value[bool](b, `document.querySelector("#lines tbody tr:nth-child(1) input").checked`))
	b.press("Settle")
	b.statuses("SUCCESS FAILED DEPOSIT_FAIL INVALID SUCCESS")
	decide("2", "Settle", "FAILED")
	b.shows("the line reads FAILED, and a status never goes back")
	b.press("Give back")
	b.statuses("SUCCESS DEPOSIT_SUCCESS DEPOSIT_FAIL INVALID SUCCESS")
	b.follow("DEPOSIT_FAIL 1")
	b.statuses("DEPOSIT_FAIL")
	b.leave(chromedp.SendKeys(`input[type=search]`, "emp-2\r"))
	b.statuses("DEPOSIT_SUCCESS")
}

// The forms of the page do the same where no script runs.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	b := open(t, desk(), still()...)
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.run(chromedp.Navigate(b.srv.URL() + "/"))
	b.press("Hand over an example")
	b.shows("initMassPayout: HTTP 200, success.")
	b.run(chromedp.Click(`//a[.="Open the payout"]`))
	b.shows("Nothing is paid until it is authorised.")
	b.press("Authorise")
	b.shows("authMassPayout: HTTP 200, success.")
	b.press("1 h")
	b.shows("PUBLISHED_TO_QUEUE")
	b.press("Refuse")
	b.shows("line: choose at least one")
	assert.Equal(t, 1, b.batch().Effective)
}

// still is an emulator whose time stands until a button moves it, and whose ids count, so that its pictures are the same each time.
func still() []emulator.Option {
	n := 0
	return []emulator.Option{
		emulator.WithClock(func() time.Time { return time.Date(2026, 11, 30, 10, 15, 0, 0, time.UTC) }),
		emulator.WithPace(emulator.Pace{Queued: time.Second, Processing: time.Second, Between: time.Second, GiveBack: time.Minute}),
		emulator.WithIDs(func() string {
			n++
			return "5b0e7c1a-93d4-4f6e-8a21-a00000000" + string([]byte{'0' + byte(n/100%10), '0' + byte(n/10%10), '0' + byte(n%10)})
		}),
	}
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
