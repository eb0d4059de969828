package runner

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// event is what a record tells. The intents stand before the call they announce, the others behind it.
type event string

const (
	eventBegin        event = "begin"         // what is to be paid and where; always the first
	eventInit         event = "init"          // intent
	eventInitFailed   event = "init failed"   //
	eventAccepted     event = "accepted"      // the service has the batch: init succeeded, or a retrieve showed it
	eventAuth         event = "auth"          // intent
	eventAuthFailed   event = "auth failed"   //
	eventAuthorised   event = "authorised"    // auth succeeded, or a retrieve shows that the batch is not at INIT any more
	eventStillInit    event = "still INIT"    // an auth of unknown outcome had no effect
	eventCancel       event = "cancel"        // intent
	eventCancelFailed event = "cancel failed" //
	eventCanceled     event = "canceled"      // cancel succeeded, or a retrieve shows it
	eventSettled      event = "settled"       // every line has its outcome
	eventReplacing    event = "replacing"     // intent: lines are taken from payouts that hold them
	eventClaimed      event = "claimed"       // the store gave the lines to this payout
	eventPrepare      event = "prepare"       // intent: nobody may be paid before somebody releases it
	eventRelease      event = "release"       // intent: somebody does
)

// record is one line of the journal. It holds no personal data.
type record struct {
	N     int       `json:"n"` // counted from 1: a record that is lost or repeated shows
	At    time.Time `json:"at"`
	Event event     `json:"event"`

	Begin     *beginning           `json:"begin,omitempty"`
	Replaced  []Claim              `json:"replaced,omitempty"` // of replacing
	RequestID string               `json:"requestId,omitempty"`
	Refused   []refusedLine        `json:"refused,omitempty"` // of accepted
	Outcome   string               `json:"outcome,omitempty"` // of what failed
	Code      codes.Code           `json:"errorCode,omitempty"`
	Status    gen.MassPayoutStatus `json:"massPayoutStatus,omitempty"` // as a retrieve showed it
	Paid      int                  `json:"paid,omitempty"`             // of settled, like the next two
	NotPaid   int                  `json:"notPaid,omitempty"`
	Unknown   int                  `json:"unknown,omitempty"`
}

// refusedLine is a line that init refused. What the service says about it may name the recipient and is left out.
type refusedLine struct {
	Index int        `json:"index"`          // in the batch as it was sent; -1: the batch has no such line
	Line  string     `json:"line,omitempty"` // the key of its claim: a file may have been sorted since. Version 1 had none
	Code  codes.Code `json:"errorCode,omitempty"`
}

func (r record) encode() ([]byte, error) { return json.Marshal(r) }

// readJournal reads the records strictly: one that is not understood may be the one that says that money moved.
func readJournal(records [][]byte) (state, error) {
	var s state
	for i, line := range records {
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		var r record
		err := decoder.Decode(&r)
		if err == nil && decoder.More() {
			err = errors.New("more than one value")
		}
		if err != nil {
			return s, damagedError{localize.Errorf("record %d is not one that this version writes: %w", i+1, err)}
		}
		if err := s.apply(r); err != nil {
			return s, damagedError{localize.Errorf("record %d (%s): %w", i+1, r.Event, err)}
		}
	}
	return s, nil
}

// state is what the records together say.
type state struct {
	records  int
	begin    *beginning
	claimed  bool      // at least once
	prepared bool      // at least once
	waits    bool      // for a release: it is prepared, and nobody may be paid
	replaced []Claim   // of the payouts from which lines were, or were to be, taken
	begun    time.Time // like the next two: when it was recorded
	paying   time.Time // the first sign that auth took effect
	ended    time.Time // the first time that every line had its outcome
	paid     int       // then, like the next two
	notPaid  int
	unknown  int

	init      sending
	taken     bool   // the service has the batch
	requestID string // "" although taken: the service did not tell it, and the batch is not at INIT any more
	refused   []refusedLine

	auth   sending
	beyond bool // the batch is not at INIT any more: auth must never be sent again

	cancel   sending
	canceled bool
	settled  bool
}

// sending follows an operation through its attempts.
type sending struct {
	sent    bool // at least once
	pending bool // announced, and nothing recorded since: it may or may not have left
	doubt   bool // an earlier attempt may have taken effect
}

func (s *sending) begin() {
	s.doubt = s.doubt || s.pending
	s.sent, s.pending = true, true
}

// fail clears the attempt that failed without effect, but no doubt about an earlier one: being refused proves nothing about it.
func (s *sending) fail(unknown bool) {
	s.doubt = s.doubt || unknown
	s.pending = false
}

// open reports whether an attempt may have taken effect.
func (s *sending) open() bool { return s.pending || s.doubt }

var errOrder = errors.New("it cannot follow what stands before it")

// apply adds a record, and refuses one that the Runner would never have written there.
func (s *state) apply(r record) error {
	s.records++
	if r.N != s.records {
		return localize.Errorf("it has number %d: records are missing or repeated", r.N)
	}
	if (r.Event == eventBegin) != (s.records == 1) || (r.Event == eventBegin) != (r.Begin != nil) {
		return errOrder
	}
	if !s.allows(r) {
		return errOrder
	}
	unknown := r.Outcome == payout.OutcomeUnknown.String()
	switch r.Event {
	case eventBegin:
		s.begin, s.begun = r.Begin, r.At
		return r.Begin.check()
	case eventReplacing:
		return s.replace(r.Replaced)
	case eventClaimed:
		s.claimed = true
	case eventPrepare:
		s.prepared, s.waits = true, true
	case eventRelease:
		s.waits = false
	case eventInit:
		s.init.begin()
	case eventInitFailed:
		s.init.fail(unknown)
	case eventAccepted:
		s.taken, s.requestID, s.refused = true, r.RequestID, r.Refused
		if s.beyond = r.Status != "" && r.Status != gen.MassPayoutStatusInit; s.beyond {
			s.paying = r.At
		}
		// A refused line is stored INVALID and never paid, whatever becomes of the batch: where no other is left it is at its end.
		if s.allRefused() {
			s.settled, s.ended, s.notPaid = true, r.At, s.begin.Lines
		}
	case eventAuth:
		s.auth.begin()
	case eventAuthFailed:
		s.auth.fail(unknown)
	case eventAuthorised:
		s.beyond, s.auth, s.paying = true, sending{sent: s.auth.sent}, r.At
	case eventStillInit:
		s.auth = sending{sent: true}
	case eventCancel:
		s.cancel.begin()
	case eventCancelFailed:
		s.cancel.fail(unknown)
	case eventCanceled:
		s.canceled, s.cancel = true, sending{sent: true}
	case eventSettled:
		if !s.settled {
			s.ended = r.At
		}
		s.settled, s.paid, s.notPaid, s.unknown = true, r.Paid, r.NotPaid, r.Unknown
	default:
		return errors.New("this version does not know such a record")
	}
	return nil
}

// allows says after what a record may stand. Above all: no auth before the batch was accepted, none for another requestId than
// the accepted one, none once the batch was seen beyond INIT, none beside a cancel, none while it waits for a release.
func (s *state) allows(r record) bool {
	switch r.Event {
	case eventInit:
		return !s.taken
	case eventInitFailed:
		return !s.taken && s.init.pending
	case eventAccepted:
		return !s.taken && (r.RequestID != "" || r.Status != "" && r.Status != gen.MassPayoutStatusInit)
	case eventAuth:
		return s.taken && !s.beyond && !s.cancel.sent && !s.waits && r.RequestID != "" && r.RequestID == s.requestID
	case eventAuthFailed:
		return s.auth.pending
	case eventAuthorised:
		return s.taken && !s.beyond && !s.canceled
	case eventStillInit:
		return s.auth.open()
	case eventCancel:
		return s.taken && !s.beyond && !s.canceled && !s.auth.sent && r.RequestID == s.requestID
	case eventCancelFailed, eventCanceled:
		return s.cancel.sent && !s.canceled && !s.beyond
	case eventSettled:
		return s.beyond
	case eventPrepare:
		return !s.waits && !s.beyond && !s.auth.sent && !s.cancel.sent
	case eventRelease:
		return s.waits
	case eventReplacing:
		return !s.beyond && !s.canceled && len(r.Replaced) > 0
	}
	return true
}
