package emulator

import "github.com/iyzipayout/iyzipayout/gen"

// countedLedger is the body of GET /_emulator/ledger. It says how often everything really happened, whatever was answered.
type countedLedger struct {
	Batches []countedBatch `json:"batches"`
}

type countedBatch struct {
	ExternalID string               `json:"externalId"`
	RequestID  string               `json:"requestId"`
	Status     gen.MassPayoutStatus `json:"status"`
	Authorized int                  `json:"authorized"`
	Items      []countedItem        `json:"items"`
}

type countedItem struct {
	ItemExternalID string                   `json:"itemExternalId"`
	Status         gen.MassPayoutItemStatus `json:"status"`
	Paid           int                      `json:"paid"`
}

func (l Ledger) counted() countedLedger {
	counted := countedLedger{Batches: make([]countedBatch, len(l.Batches))}
	for i, b := range l.Batches {
		counted.Batches[i] = countedBatch{
			ExternalID: b.ExternalID, RequestID: b.RequestID, Status: b.Status, Authorized: b.Effective,
			Items: make([]countedItem, len(b.Lines)),
		}
		for j, line := range b.Lines {
			counted.Batches[i].Items[j] = countedItem{ItemExternalID: line.ItemExternalID, Status: line.Status, Paid: line.Paid}
		}
	}
	return counted
}
