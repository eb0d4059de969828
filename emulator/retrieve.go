package emulator

import "github.com/iyzipayout/iyzipayout/gen"

// retrieve answers retrieveMassPayout: a batch and one page of its lines.
func (e *Emulator) retrieve(c *call) (*answer, *failure) {
	request, f := payload[gen.MassPayoutRetrieveRequest](c)
	if f != nil {
		return nil, f
	}
	b, f := e.store.find(request.RequestID, request.ExternalMassPayoutID)
	if f != nil {
		return nil, f
	}
	c.batch = b.requestID
	lines := b.lines
	switch request.ItemType {
	case gen.ItemTypeValid:
		lines = b.accepted
	case gen.ItemTypeInvalid:
		lines = b.refused
	}
	return e.retrieveAnswer(c, b, cut(lines, request.Page, request.Size), paging{&request.Page, &request.Size, new(len(lines))}), nil
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
func (e *Emulator) item(c *call) (*answer, *failure) {
	l := e.store.byReference[c.parameter]
	if l == nil {
		return nil, invalid("no item has this referenceCode", "bu referenceCode ile bir kalem yok").by("E8")
	}
	c.batch = l.batch.requestID
	answer, detail := c.success(), e.detail(c, l)
	answer.Item = &detail
	return answer, nil
}

// balance answers getMassPayoutBalance: what is neither reserved nor spent.
func (e *Emulator) balance(c *call) (*answer, *failure) {
	answer, available := c.success(), e.store.ledger.Balance
	answer.Balance = available.Plain()
	if e.settings.NumericBalance {
		answer.Balance = available
	}
	return answer, nil
}
