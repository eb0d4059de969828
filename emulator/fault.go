package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
)

// FaultKind is what goes wrong with a call. Its text is what the HTTP endpoint takes.
type FaultKind string

// The kinds. What a client sees is what it would see of a real connection; see [Fault] for the members that each takes.
const (
	// FaultConnectionRefused: nobody listens for [Fault.For]. A server cannot refuse the connection of a call that it has
	// already read, so this comes right before the Nth call of its operation: when the call before it arrives, and at once
	// where Nth is 1. Calls under way are still answered, idle connections are closed, and what arrives on an old connection
	// in the meantime is reset unread and not counted. One that is due while nobody listens waits until another call has come
	// through. An emulator that is served by anything but [Start] or [Listen] has no
	// listener to close: there the Nth call is met as by FaultResetBeforeRead.
	FaultConnectionRefused FaultKind = "connection_refused"
	// FaultResetBeforeRead: the connection is reset before the body is read; nothing happens.
	FaultResetBeforeRead FaultKind = "reset_before_read"
	// FaultResetAfterCommit: the call takes effect and the connection is reset in place of an answer.
	FaultResetAfterCommit FaultKind = "reset_after_commit"
	// FaultAnswerCut: the call takes effect and the connection ends in the middle of the answer's body.
	FaultAnswerCut FaultKind = "answer_cut"
	// FaultAnswerStalled: the call takes effect and the answer stops in the middle of its body; after [Fault.For], or an hour
	// where that is 0, the connection ends.
	FaultAnswerStalled FaultKind = "answer_stalled"
	// FaultServerError: a gateway answers with a page of HTML and [Fault.HTTPStatus].
	FaultServerError FaultKind = "server_error"
	// FaultTooManyRequests: a gateway answers with HTTP status 429 and a page of HTML; nothing happens.
	FaultTooManyRequests FaultKind = "http_429"
	// FaultRateLimited: the service refuses with its code 50000 in the usual envelope; nothing happens.
	FaultRateLimited FaultKind = "code_50000"
	// FaultNotEnabled, FaultMarketplaceOnly and FaultSuspended: refused like that with the codes 100001, 2000 and 9000, as a
	// merchant is to whom mass payout is not open, or whose account was suspended.
	FaultNotEnabled      FaultKind = "code_100001"
	FaultMarketplaceOnly FaultKind = "code_2000"
	FaultSuspended       FaultKind = "code_9000"
	// FaultSlow: the call waits for [Fault.For] and then takes effect, even if the client has gone away by then.
	FaultSlow FaultKind = "slow"
	// FaultDuplicate: the call is applied twice, as if a proxy had sent it again, and answered once.
	FaultDuplicate FaultKind = "duplicate"
)

// faultKinds lists the kinds, each with those of the optional members that it takes.
func faultKinds() []kindOfFault {
	return []kindOfFault{
		{FaultConnectionRefused, []string{"for"}},
		{FaultResetBeforeRead, nil},
		{FaultResetAfterCommit, nil},
		{FaultAnswerCut, nil},
		{FaultAnswerStalled, []string{"for"}},
		{FaultServerError, []string{"retryAfter", "httpStatus", "committed"}},
		{FaultTooManyRequests, []string{"retryAfter"}},
		{FaultRateLimited, []string{"retryAfter"}},
		{FaultNotEnabled, nil},
		{FaultMarketplaceOnly, nil},
		{FaultSuspended, nil},
		{FaultSlow, []string{"for", "committed"}},
		{FaultDuplicate, []string{"firstAnswer"}},
	}
}

type kindOfFault struct {
	kind  FaultKind
	takes []string
}

// Fault is something that goes wrong with calls of the API; calls under /_emulator/ never meet one, nor does what is no
// operation. The zero values are: any operation, the next call, once.
//
// Resets are real ones: the connection is taken from net/http and closed with SO_LINGER 0, which sends a TCP RST. Over
// HTTP/2, where a connection belongs to many calls, only the stream is reset. A handler that is called without a
// connection panics with [http.ErrAbortHandler], as net/http has it.
type Fault struct {
	Kind FaultKind `json:"kind"`
	// Operation is the operation whose calls are met and counted. Empty: any of them.
	Operation gen.Operation `json:"operation,omitzero"`
	// Nth is the first call that is met, counted from 1 when the fault was injected, in the order in which the calls arrive.
	// 0 counts as 1. A call that is met by one fault is counted by all, and met by the first that is due; the others wait
	// for the next call.
	Nth int `json:"nth,omitzero"`
	// Times is how many calls are met. 0 counts as 1.
	Times int `json:"times,omitzero"`
	// Every meets every call from the Nth on, until the faults are cleared. Times must be 0 then.
	Every bool `json:"every,omitzero"`

	// For is a real duration, not one of the emulated clock, of an hour at most: how long nobody listens, the call is slow or
	// the answer stalls. ConnectionRefused and Slow need it, AnswerStalled may have it.
	For time.Duration `json:"for,omitzero"`
	// RetryAfter is sent as the header Retry-After, in whole seconds; 0 sends none. For TooManyRequests, RateLimited and
	// ServerError.
	RetryAfter time.Duration `json:"retryAfter,omitzero"`
	// HTTPStatus is the status of a ServerError, from 500 to 599. 0 counts as 502.
	HTTPStatus int `json:"httpStatus,omitzero"`
	// Committed lets a ServerError or a Slow call take effect first: the page of HTML comes in place of its answer, or the
	// answer comes late. Without it a ServerError has no effect, and a Slow call has it late.
	Committed bool `json:"committed,omitzero"`
	// FirstAnswer answers a Duplicate as its first delivery was answered. Without it the client gets the second answer, as
	// from a proxy that sent the call again because it had lost the first.
	FirstAnswer bool `json:"firstAnswer,omitzero"`
}

// longestFault bounds For.
const longestFault = time.Hour

// check says what is wrong with a fault and names the member. It never repeats a value.
func (f Fault) check() error {
	kinds := faultKinds()
	at := slices.IndexFunc(kinds, func(k kindOfFault) bool { return k.kind == f.Kind })
	if at < 0 {
		names := make([]FaultKind, len(kinds))
		for i, k := range kinds {
			names[i] = k.kind
		}
		return fmt.Errorf("kind: must be one of %s", list(names))
	}
	for _, optional := range []struct {
		member string
		set    bool
	}{
		{"for", f.For != 0},
		{"retryAfter", f.RetryAfter != 0},
		{"httpStatus", f.HTTPStatus != 0},
		{"committed", f.Committed},
		{"firstAnswer", f.FirstAnswer},
	} {
		if optional.set && !slices.Contains(kinds[at].takes, optional.member) {
			return fmt.Errorf("%s: a fault of kind %s does not have it", optional.member, f.Kind)
		}
	}
	return f.checkValues()
}

func (f Fault) checkValues() error {
	switch {
	case f.Operation != "" && !slices.Contains(gen.Operations(), f.Operation):
		return fmt.Errorf("operation: must be one of %s, or absent for any", list(gen.Operations()))
	case f.Nth < 0:
		return fmt.Errorf("nth: must be 1 or more, or absent for the next call")
	case f.Times < 0:
		return fmt.Errorf("times: must be 1 or more, or absent for once")
	case f.Every && f.Times != 0:
		return fmt.Errorf("times: must be absent where every is true")
	case f.For < 0 || f.For > longestFault:
		return fmt.Errorf("for: must be more than 0 and not more than an hour")
	case f.For == 0 && (f.Kind == FaultConnectionRefused || f.Kind == FaultSlow):
		return fmt.Errorf("for: a fault of kind %s needs it", f.Kind)
	case f.RetryAfter < 0 || f.RetryAfter%time.Second != 0:
		return fmt.Errorf("retryAfter: must be whole seconds and more than 0, or absent for no header")
	case f.HTTPStatus != 0 && (f.HTTPStatus < 500 || f.HTTPStatus > 599):
		return fmt.Errorf("httpStatus: must be from 500 to 599, or absent for 502")
	}
	return nil
}

func list[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}

// checkFaults checks all of a plan.
func checkFaults(faults []Fault) error {
	for i, f := range faults {
		if err := f.check(); err != nil {
			return fmt.Errorf("faults[%d].%w", i, err)
		}
	}
	return nil
}

// InjectFaults adds faults to the plan. Each counts calls from now on. If one of them is wrong, none is added.
func (e *Emulator) InjectFaults(faults ...Fault) error {
	if err := checkFaults(faults); err != nil {
		return fmt.Errorf("emulator: InjectFaults: %w", err)
	}
	e.inject(faults)
	return nil
}

func (e *Emulator) inject(checked []Fault) {
	e.plan.add(checked)
	e.followPlan()
}

// ClearFaults empties the plan. What is already under way, such as a listener that is closed for a time, goes on.
func (e *Emulator) ClearFaults() {
	e.plan.clear()
	e.followPlan()
}

// Faults is what is left of the plan, Nth and Times counted from now: injected anew it would do the same.
func (e *Emulator) Faults() []Fault { return e.plan.left() }

// FaultsMet counts what has gone wrong so far. ClearFaults does not change it.
func (e *Emulator) FaultsMet() map[FaultKind]int { return e.plan.counts() }
