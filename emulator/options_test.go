package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/signing"
)

func TestBadOptions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opt  emulator.Option
		says string
	}{
		"no clock":              {emulator.WithClock(nil), "WithClock needs a clock"},
		"no ids":                {emulator.WithIDs(nil), "WithIDs needs a function"},
		"no outcome":            {emulator.WithLineOutcome(nil), "WithLineOutcome needs a function"},
		"no status":             {emulator.Behaviour{FailureStatus: map[string]int{"any": 42}}, "failureStatus of any: must be from 200 to 599"},
		"negative pace":         {emulator.WithPace(emulator.Pace{GiveBack: -1}), "between 0 and one hour"},
		"slow pace":             {emulator.WithPace(emulator.Pace{Between: time.Hour + 1}), "between 0 and one hour"},
		"negative balance":      {emulator.Behaviour{Balance: money.MustParse("-0.01")}, "balance: must be 0 or more"},
		"negative commission":   {emulator.Behaviour{Commission: money.MustParse("-1")}, "commission: must be 0 or more"},
		"fine commission":       {emulator.Behaviour{Commission: money.MustParse("0.000000001")}, "with 8 decimals at most"},
		"huge commission":       {emulator.Behaviour{Commission: money.MustParse("1000000")}, "below 1,000,000"},
		"negative body":         {emulator.Behaviour{BodyLimit: -1}, "bodyLimit: must be greater than 0"},
		"unknown shortage":      {emulator.Behaviour{Shortage: "9"}, "shortage: 9 is not possible"},
		"unknown init":          {emulator.Behaviour{DuplicateInit: "Same"}, "duplicateInit: Same is not possible"},
		"unknown auth":          {emulator.Behaviour{DuplicateAuth: "pay"}, "duplicateAuth: pay is not possible"},
		"mixed going back":      {emulator.Behaviour{MixedStatus: gen.MassPayoutStatusInProgress}, "mixedStatus: IN_PROGRESS is not possible, only [COMPLETED SUCCESS FAIL PUBLISHED_TO_QUEUE]"},
		"completed as failed":   {emulator.Behaviour{CompletedStatus: gen.MassPayoutStatusFail}, "completedStatus: FAIL is not possible"},
		"credentials of no-one": {emulator.WithCredentials(signing.Credentials{}), "no credentials"},
	}
	for name, tt := range tests {
		_, err := emulator.New(tt.opt)
		require.ErrorContains(t, err, tt.says, name)
		assert.Regexp(t, "^emulator: [^e]", err.Error(), "the package is named once")
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	t.Run("are UUIDs", func(t *testing.T) {
		srv := emulator.Start(t)
		d := direct{t: t, emu: srv.Emulator}
		var err error
		d.signer, err = signing.New(srv.Credentials())
		require.NoError(t, err)
		id := d.call("POST", initPath, initBody("x", item("1", "pay")))["requestId"]
		const form = `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`
		assert.Regexp(t, form, id)
		assert.Regexp(t, form, srv.Ledger().Batches[0].Lines[0].ReferenceCode)
	})
	for name, next := range map[string]func() string{
		"empty": func() string { return "" },
		"equal": func() string { return "same" },
		"taken": taken(),
	} {
		t.Run(name, func(t *testing.T) {
			s := w.service(t, emulator.WithIDs(next))
			if name == "taken" {
				s.init("first", item("1", "pay"))
			}
			before := s.emu.Ledger()
			r := s.post(initPath, initBody("x", item("1", "pay")))
			assert.Equal(t, "1", r.code())
			assert.Contains(t, r.body["errorMessage"], "WithIDs")
			assert.Equal(t, before, s.emu.Ledger())
		})
	}
}

// taken gives two good ids and then one of them again.
func taken() func() string {
	ids := []string{"a", "b", "c", "a"}
	return func() string {
		id := ids[0]
		ids = ids[1:]
		return id
	}
}
