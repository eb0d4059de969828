package scenario

import (
	"context"
	"fmt"
	"slices"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func statuses() []Scenario {
	return []Scenario{
		{
			Name:         "status-paid",
			About:        "A batch on its way to COMPLETED, with every status that it and its lines go through.",
			MovesMoney:   true,
			EmulatorOnly: true,
			Run: lives(life{
				fates: []string{"Payment for services", "Payment for services"},
				batch: []gen.MassPayoutStatus{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED"},
				lines: []gen.MassPayoutItemStatus{"SUCCESS", "SUCCESS"},
			}),
		},
		{
			Name:       "status-success",
			About:      "A batch that ends as SUCCESS, which only the vendor's Java client knows.",
			MovesMoney: true,
			Emulator:   []emulator.Option{emulator.Behaviour{CompletedStatus: gen.MassPayoutStatusSuccess}},
			Run: lives(life{
				fates: []string{"Payment for services"},
				batch: []gen.MassPayoutStatus{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "SUCCESS"},
				lines: []gen.MassPayoutItemStatus{"SUCCESS"},
			}),
		},
		{
			Name:         "status-failed",
			About:        "Nobody is paid: one line's money is given back (DEPOSIT_SUCCESS is a failure), one's is kept, one stays FAILED.",
			MovesMoney:   true,
			EmulatorOnly: true,
			Run: lives(life{
				fates: []string{emulator.MarkBankFail, emulator.MarkDepositFail, emulator.MarkStayFailed},
				batch: []gen.MassPayoutStatus{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "FAIL"},
				lines: []gen.MassPayoutItemStatus{"DEPOSIT_SUCCESS", "DEPOSIT_FAIL", "FAILED"},
			}),
		},
		{
			Name:         "status-mixed",
			About:        "One of two lines is paid. No status is documented for that; the lines decide.",
			MovesMoney:   true,
			EmulatorOnly: true,
			Run: lives(life{
				fates: []string{"Payment for services", emulator.MarkBankFail},
				batch: []gen.MassPayoutStatus{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED"},
				lines: []gen.MassPayoutItemStatus{"SUCCESS", "DEPOSIT_SUCCESS"},
			}),
		},
		{
			Name:       "status-mixed-stays-queued",
			About:      "A service that never settles the status of a mixed batch: its lines are settled all the same.",
			MovesMoney: true,
			Emulator:   []emulator.Option{emulator.Behaviour{MixedStatus: gen.MassPayoutStatusPublishedToQueue}},
			Run: lives(life{
				fates: []string{"Payment for services", emulator.MarkBankFail},
				batch: []gen.MassPayoutStatus{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE"},
				lines: []gen.MassPayoutItemStatus{"SUCCESS", "DEPOSIT_SUCCESS"},
			}),
		},
		{
			Name:         "status-stays-processing",
			About:        "A line that hangs at the bank: it counts as unknown, never as paid or unpaid.",
			MovesMoney:   true,
			EmulatorOnly: true,
			Run: lives(life{
				fates: []string{"Payment for services", emulator.MarkStayProcessing},
				batch: []gen.MassPayoutStatus{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE"},
				lines: []gen.MassPayoutItemStatus{"SUCCESS", "PROCESSING"},
			}),
		},
	}
}

// life is what becomes of a batch with lines of these descriptions: the statuses that it goes through, and those that its
// lines end in.
type life struct {
	fates []string
	batch []gen.MassPayoutStatus
	lines []gen.MassPayoutItemStatus
}

// longestLife is how many questions a life may take.
const longestLife = 40

// lives authorises a batch and watches it.
func lives(want life) func(context.Context, *World) error {
	return play(func(c *caller) { c.watch(want) })
}

func (c *caller) watch(want life) {
	b := c.batch("batch")
	for i, fate := range want.fates {
		b.Items = append(b.Items, c.pay(fmt.Sprintf("line-%d", i+1), c.people.iban, "100", fate))
	}
	result := c.start(b)
	w := watch{caller: c, seen: map[string]gen.MassPayoutItemStatus{}}
	w.look(result)
	check(c.authAgain(result))
	for range longestLife {
		w.look(result)
		if slices.Equal(w.batch, want.batch) && slices.Equal(w.lines, want.lines) {
			return
		}
		check(c.world.Pause(c.ctx, pollEvery))
	}
	check(fmt.Errorf("the batch went through %v with lines in %v, want %v with %v", w.batch, w.lines, want.batch, want.lines))
}

// watch is what was seen of a batch.
type watch struct {
	*caller
	batch []gen.MassPayoutStatus
	lines []gen.MassPayoutItemStatus
	seen  map[string]gen.MassPayoutItemStatus // by itemExternalId
}

// look asks once, and for each line that has another status than before on its own.
func (w *watch) look(result *payout.InitResult) {
	listed := w.caller.lines(result, gen.ItemTypeValid)
	w.batch = slices.Compact(append(w.batch, listed.Summary.MassPayoutStatus))
	w.lines = nil
	var errs []error
	for _, line := range listed.Items {
		w.lines = append(w.lines, line.ItemStatus)
		if w.seen[line.ItemExternalID] != line.ItemStatus {
			w.seen[line.ItemExternalID] = line.ItemStatus
			_, err := w.sameItem(line)
			errs = append(errs, err)
		}
	}
	check(errs...)
}
