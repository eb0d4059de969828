package emulator

import (
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
)

// retrieve answers retrieveMassPayout: a batch and one page of its lines.
func (e *Emulator) retrieve(c *call) (any, *failure) {
	request, f := payload[gen.MassPayoutRetrieveRequest](c)
	if f != nil {
		return nil, f
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(c.now)
	b, f := e.store.find(request.RequestID, request.ExternalMassPayoutID)
	if f != nil {
		return nil, f
	}
	lines := b.ofType(request.ItemType)
	return e.retrieveAnswer(c, b, cut(lines, request.Page, request.Size), paging{request.Page, request.Size, len(lines)}), nil
}

// paging is what an answer says about its page.
type paging struct{ page, size, total int }

// ofType lists the accepted lines, the refused ones or, where the request does not say, all.
func (b *batch) ofType(t gen.ItemType) []*line {
	return slices.DeleteFunc(slices.Clone(b.lines), func(l *line) bool {
		refused := l.verdict.fate == FateRefused
		return t == gen.ItemTypeValid && refused || t == gen.ItemTypeInvalid && !refused
	})
}

// cut returns a page, counted from 0 and of a size above 0, as the document's rules have seen to; one behind the last is
// empty.
func cut(lines []*line, page, size int) []*line {
	if page > len(lines)/size { // also keeps page*size and start+size from overflowing
		return nil
	}
	start := page * size
	return lines[start:min(start+size, len(lines))]
}

// item answers getMassPayoutItem: one line by its referenceCode.
func (e *Emulator) item(c *call) (any, *failure) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(c.now)
	l := e.store.byReference[c.parameter]
	if l == nil {
		return nil, unknown(words{en: "no item has this referenceCode", tr: "bu referenceCode ile bir kalem yok"})
	}
	return e.itemAnswer(c, l), nil
}

// balance answers getMassPayoutBalance: what is neither reserved nor spent.
func (e *Emulator) balance(c *call) (any, *failure) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(c.now)
	return e.balanceAnswer(c, e.store.account.available), nil
}
