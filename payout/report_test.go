package payout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// settled is a settlement of the batch of testkit.TwoPayments.
func settled(batch gen.MassPayoutStatus, items ...gen.MassPayoutItemDetail) *payout.Settlement {
	return &payout.Settlement{Summary: gen.MassPayoutSummary{ExternalID: "november", MassPayoutStatus: batch}, Items: items}
}

func line(id string, status gen.MassPayoutItemStatus, messages ...string) gen.MassPayoutItemDetail {
	return gen.MassPayoutItemDetail{ItemExternalID: id, ReferenceCode: "ref-" + id, ItemStatus: status, ErrorMessages: messages}
}

func TestReport(t *testing.T) {
	const refusedTwo = `{"status":"success","requestId":"179","invalidItems":[{"externalId":"2","errorCode":"5001","errorMessage":"no wallet"}]}`
	const refusedTwoSilently = `{"status":"success","requestId":"179","invalidItems":[{"externalId":"2"}]}`
	tests := []struct {
		name       string
		init       string
		authorised bool
		settlement *payout.Settlement
		want       [2]string // state, status, reference code, code, reason of both lines
	}{
		{"paid", initDone, true, settled("COMPLETED", line("1", "SUCCESS"), line("2", "SUCCESS")),
			[2]string{"paid SUCCESS ref-1", "paid SUCCESS ref-2"}},
		{"given back is not paid", initDone, true, settled("COMPLETED", line("2", "DEPOSIT_SUCCESS", "no such account", " "), line("1", "SUCCESS")),
			[2]string{"paid SUCCESS ref-1", "not paid DEPOSIT_SUCCESS ref-2: no such account; failed; amount and commission came back to your balance"}},
		{"not given back", initDone, true, settled("FAIL", line("1", "DEPOSIT_FAIL"), line("2", "FAILED", "late", "late")),
			[2]string{"not paid DEPOSIT_FAIL ref-1: failed; amount and commission have not come back to your balance: ask iyzico", "not paid FAILED ref-2: late"}},
		{"canceled", initDone, false, settled("CANCELED", line("1", "MASS_PAYOUT_CANCELED"), line("2", "INVALID", "no wallet")),
			[2]string{"not paid MASS_PAYOUT_CANCELED ref-1", "not paid INVALID ref-2: no wallet"}},
		{"never started", initDone, true, settled("FAIL", line("1", "INIT"), line("2", "INIT")),
			[2]string{"not paid INIT ref-1: never started", "not paid INIT ref-2: never started"}},
		{"waiting for balance", initDone, true, settled("INSUFFICIENT_BALANCE", line("1", "INIT"), line("2", "SUCCESS")),
			[2]string{"unknown INIT ref-1: waits for balance: yours, or iyzico's own, does not cover the payout", "paid SUCCESS ref-2"}},
		{"on its way", initDone, true, settled("IN_PROGRESS", line("1", "QUEUED"), line("2", "INIT")),
			[2]string{"unknown QUEUED ref-1: still on its way", "unknown INIT ref-2: not started yet"}},
		{"waiting in a completed batch", initDone, true, settled("COMPLETED", line("1", "SUCCESS"), line("2", "INIT")),
			[2]string{"paid SUCCESS ref-1", "unknown INIT ref-2: not started yet"}},
		{"waiting in a canceled batch of which something is on its way", initDone, true, settled("CANCELED", line("1", "PROCESSING"), line("2", "INIT")),
			[2]string{"unknown PROCESSING ref-1: still on its way", "unknown INIT ref-2: not started yet"}},
		{"a status nobody knows", initDone, true, settled("COMPLETED", line("1", "PAID\x1b TR920086402100005482986178"), line("2", "SUCCESS")),
			[2]string{"unknown PAID ***6178 ref-1: a status that this version does not know", "paid SUCCESS ref-2"}},
		{"not listed", initDone, true, settled("COMPLETED", line("1", "SUCCESS"), line("3", "SUCCESS")),
			[2]string{"paid SUCCESS ref-1", "unknown: the vendor has not listed the line"}},
		{"listed twice", initDone, true, settled("COMPLETED", line("1", "SUCCESS"), line("2", "SUCCESS"), line("2", "FAILED")),
			[2]string{"paid SUCCESS ref-1", "unknown: the vendor lists the line more than once"}},
		{"nothing seen", initDone, true, nil,
			[2]string{"unknown: iyzico was not asked about the line", "unknown: iyzico was not asked about the line"}},
		{"not authorised", initDone, false, nil,
			[2]string{"not paid: not authorised", "not paid: not authorised"}},
		{"not authorised, and asked", initDone, false, settled("INIT", line("1", "INIT"), line("2", "PROCESSING")),
			[2]string{"not paid INIT ref-1: never started", "unknown PROCESSING ref-2: still on its way"}},
		{"refused by init", refusedTwo, true, settled("COMPLETED", line("1", "SUCCESS")),
			[2]string{"paid SUCCESS ref-1", "not paid INVALID 5001: no wallet"}},
		{"refused by init without a reason", refusedTwoSilently, false, nil,
			[2]string{"not paid: not authorised", "not paid INVALID: refused by init"}},
		{"refused by init and listed as such", refusedTwo, true, settled("COMPLETED", line("1", "SUCCESS"), line("2", "INVALID")),
			[2]string{"paid SUCCESS ref-1", "not paid INVALID 5001: no wallet"}},
		{"refused by init and paid all the same", refusedTwo, true, settled("COMPLETED", line("1", "SUCCESS"), line("2", "SUCCESS")),
			[2]string{"paid SUCCESS ref-1", "paid SUCCESS ref-2"}},
		{"a settlement that does not say of which payout", initDone, true, &payout.Settlement{Items: []gen.MassPayoutItemDetail{line("1", "SUCCESS"), line("2", "FAILED")}},
			[2]string{"paid SUCCESS ref-1", "not paid FAILED ref-2"}},
		{"the settlement of another payout", initDone, true, &payout.Settlement{
			Summary: gen.MassPayoutSummary{ExternalID: "december", MassPayoutStatus: "COMPLETED"}, Items: []gen.MassPayoutItemDetail{line("1", "SUCCESS"), line("2", "SUCCESS")},
		}, [2]string{"unknown: the settlement is of another mass payout", "unknown: the settlement is of another mass payout"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			result := initiated(t, tt.init)
			report := payout.NewReport(result, tt.authorised, tt.settlement)
			require.Len(t, report.Lines, 2)
			for i, l := range report.Lines {
				assert.Equal(t, testkit.TwoPayments(t).Items[i], l.Item, "in the order of the batch")
				got := fmt.Sprintf("%s %s %s %s", string(l.State), string(l.Status), l.ReferenceCode, l.Code)
				if l.Reason != "" {
					got += ": " + l.Reason
				}
				assert.Equal(t, tt.want[i], strings.ReplaceAll(strings.Join(strings.Fields(got), " "), " :", ":"), "line %d", i)
			}
			assert.Equal(t, "november", report.ExternalID)
			assert.Equal(t, result.RequestID(), report.RequestID)
			if tt.settlement != nil {
				assert.Equal(t, tt.settlement.Summary.MassPayoutStatus, report.Status)
			}
		})
	}
}

// TestReportOfAnotherAmount: an amount that is not the one that was sent is said, in every state, and changes none.
func TestReportOfAnotherAmount(t *testing.T) {
	const odd = "iyzico tells of %s where 1250.50 TRY was sent: ask iyzico what was paid"
	for _, tt := range []struct {
		name, total, currency string
		status                gen.MassPayoutItemStatus
		state                 payout.State
		want                  string
	}{
		{"as sent", "1250.50", "TRY", "SUCCESS", payout.StatePaid, ""},
		{"as sent, in other digits", "1250.50000000", "TRY", "SUCCESS", payout.StatePaid, ""},
		{"without amount and currency", "", "", "SUCCESS", payout.StatePaid, ""},
		{"a hundred times", "125050", "TRY", "SUCCESS", payout.StatePaid, fmt.Sprintf(odd, "125050 TRY")},
		{"with the commission in it", "1270.50", "", "SUCCESS", payout.StatePaid, fmt.Sprintf(odd, "1270.50 TRY")},
		{"nothing", "0", "TRY", "SUCCESS", payout.StatePaid, fmt.Sprintf(odd, "0 TRY")},
		{"in another currency", "1250.50", "USD", "SUCCESS", payout.StatePaid, fmt.Sprintf(odd, "1250.50 USD")},
		{"another currency alone", "", "USD", "SUCCESS", payout.StatePaid, fmt.Sprintf(odd, "an unknown amount of USD")},
		{"of a line that came back", "12.5050", "TRY", "DEPOSIT_SUCCESS", payout.StateNotPaid,
			"failed; amount and commission came back to your balance; " + fmt.Sprintf(odd, "12.5050 TRY")},
		{"of a line on its way", "1", "TRY", "QUEUED", payout.StateUnknown, "still on its way; " + fmt.Sprintf(odd, "1 TRY")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			detail := line("1", tt.status)
			detail.CurrencyCode = tt.currency
			detail.CommissionAmount = money.MustParse("20")
			if tt.total != "" {
				detail.TotalAmount = money.MustParse(tt.total)
			}
			got := payout.NewReport(initiated(t, initDone), true, settled("COMPLETED", detail, line("2", "SUCCESS"))).Lines[0]
			assert.Equal(t, tt.state, got.State)
			assert.Equal(t, tt.status, got.Status)
			assert.Equal(t, tt.want, got.Reason)
		})
	}
}

func TestReportCounts(t *testing.T) {
	report := payout.NewReport(initiated(t, initDone), true, settled("COMPLETED", line("1", "SUCCESS"), line("2", "QUEUED")))
	assert.Equal(t, []int{1, 0, 1}, []int{report.Count(payout.StatePaid), report.Count(payout.StateNotPaid), report.Count(payout.StateUnknown)})
	assert.Equal(t, "1250.50", report.Total(payout.StatePaid).String())
	assert.Equal(t, "100", report.Total(payout.StateUnknown).String())
	assert.Zero(t, report.Total(payout.StateNotPaid).Sign())
	assert.Equal(t, "externalId november, requestId 179cdefc1-request, status COMPLETED: 1 paid, 0 not paid, 1 unknown", report.String())
	assert.Equal(t, "1: IBAN ***6178, 1250.50 TRY: paid (SUCCESS)", report.Lines[0].String())
	assert.Equal(t, "2: PHONE ***6931, 100 TRY: unknown (QUEUED): still on its way", report.Lines[1].String())
}
