package emulator

import (
	"encoding/json"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// keptBatch is what never changes of a batch, beside the body of its init.
type keptBatch struct {
	RequestID  string
	References []string // of its lines
	Dropped    []int    // items that are no line, because an earlier one has their itemExternalId
	Commission money.Decimal
	Received   time.Time
}

// keptProgress is what changes.
type keptProgress struct {
	Ended                     gen.MassPayoutStatus `json:",omitzero"`
	Authorisations, Effective int
	Canceled                  time.Time           `json:",omitzero"`
	Runs                      []keptRun           `json:",omitzero"`
	Verdicts                  map[int]keptVerdict `json:",omitzero"` // of the lines that are not just paid
}

type keptRun struct {
	At   time.Time
	Pace Pace
}

type keptVerdict struct {
	Fate           string     `json:",omitzero"`
	Code           codes.Code `json:",omitzero"`
	En, Tr         string     `json:",omitzero"`
	Breaks, Repeat bool       `json:",omitzero"`
}

func writeBatch(tx *bbolt.Tx, c change) error {
	b, key := c.batch, number(c.batch.number)
	if c.body != nil {
		if err := errors.Join(putBytes(tx, bodyBucket(), key, c.body), put(tx, batchBucket(), key, b.kept())); err != nil {
			return err
		}
	}
	return put(tx, progressBucket(), key, b.progress())
}

func (b *batch) kept() keptBatch {
	kept := keptBatch{RequestID: b.requestID, Commission: b.each, Received: b.receivedAt}
	for i := range b.request.Items {
		if n := len(kept.References); n < len(b.lines) && b.lines[n].item == &b.request.Items[i] {
			kept.References = append(kept.References, b.lines[n].referenceCode)
			continue
		}
		kept.Dropped = append(kept.Dropped, i)
	}
	return kept
}

func (b *batch) progress() keptProgress {
	kept := keptProgress{Ended: b.ended, Authorisations: b.authorisations, Effective: b.effective, Canceled: b.canceledAt, Verdicts: map[int]keptVerdict{}}
	for _, r := range b.runs {
		kept.Runs = append(kept.Runs, keptRun{r.at, r.pace})
	}
	for i, l := range b.lines {
		if v := *l.verdict; v != (verdict{}) {
			kept.Verdicts[i] = keptVerdict{v.fate, v.code, v.about.en, v.about.tr, v.breaksRule, v.repeated}
		}
	}
	return kept
}

// readBatch makes the batch anew as its init did, and says which payments were started.
func (e *Emulator) readBatch(tx *bbolt.Tx, key, body []byte) error {
	var kept keptBatch
	var progress keptProgress
	err := errors.Join(get(tx, batchBucket(), key, &kept), get(tx, progressBucket(), key, &progress))
	if err != nil {
		return err
	}
	request, f := payload[gen.MassPayoutInitializeRequest](&call{body: body})
	if f != nil {
		return errors.New(f.about.en)
	}
	if len(request.Items) != len(kept.References)+len(kept.Dropped) {
		return errors.New("its body has another number of items than were kept")
	}
	b := newBatch(kept.RequestID, request, kept.Commission, kept.Received)
	plain, dropped := new(verdict), kept.Dropped
	for i := range b.request.Items {
		if len(dropped) > 0 && dropped[0] == i {
			dropped = dropped[1:]
			continue
		}
		l := &line{batch: b, item: &b.request.Items[i], verdict: plain, referenceCode: kept.References[len(b.lines)]}
		if v, other := progress.Verdicts[len(b.lines)]; other {
			l.verdict = &verdict{fate: v.Fate, code: v.Code, about: words{v.En, v.Tr}, breaksRule: v.Breaks, repeated: v.Repeat}
		}
		b.add(l)
	}
	b.ended, b.authorisations, b.effective, b.canceledAt = progress.Ended, progress.Authorisations, progress.Effective, progress.Canceled
	for _, r := range progress.Runs {
		b.runs = append(b.runs, &run{at: r.At, pace: r.Pace})
	}
	return e.store.add(b, nil)
}

func get(tx *bbolt.Tx, bucket, key []byte, into any) error {
	b := tx.Bucket(bucket)
	if b == nil {
		return errors.New("a part of the file is missing")
	}
	return json.Unmarshal(b.Get(key), into)
}
