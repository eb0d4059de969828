package emulator

import (
	"net/http"

	"github.com/iyzipayout/iyzipayout/gen"
)

type groundRule struct {
	holds func(seen) bool
	ground
}

// groundRules are all grounds, each with when it shows. Lines E… are those of UNVERIFIED.md; a test looks each of them up.
func groundRules() []groundRule {
	const (
		initOp   = gen.OperationInitMassPayout
		authOp   = gen.OperationAuthMassPayout
		cancelOp = gen.OperationCancelMassPayout
		readOp   = gen.OperationRetrieveMassPayout
		itemOp   = gen.OperationGetMassPayoutItem
		money    = gen.OperationGetMassPayoutBalance
	)
	success := func(op gen.Operation) func(seen) bool { return func(v seen) bool { return v.of(op) } }
	return []groundRule{
		{success(initOp), ground{onPage, "init moves no money, and lists the lines that it refuses beside a success", ""}},
		{func(v seen) bool { return v.of(initOp) && v.repeated && v.settings.DuplicateInit != secondBatch },
			ground{onNothing, "A second init under one externalId is answered as the first one was", "E4"}},
		{func(v seen) bool { return v.of(initOp) && v.repeated && v.settings.DuplicateInit == secondBatch },
			ground{onNothing, "A second init under one externalId makes another mass payout, and retrieve gives the newest", "E5"}},
		{by("E10"), ground{onNothing, "Which code a line has that breaks a rule of the page, and what is said of it", "E10"}},
		{by("E11"), ground{onNothing, "All lines that share an itemExternalId are refused", "E11"}},
		{by("E14"), ground{onNothing, "One currency for all lines, TRY, USD or EUR, and a limit of their sum", "E14"}},
		{by("E33"), ground{onNothing, "Lines to test recipients are refused", "E33"}},
		{func(v seen) bool { return v.of(initOp) && v.answers("invalidItems") && !v.answers("externalId") },
			ground{onCode, "invalidItems is there and empty where every line was accepted: sample of iyzipay-java pull request 184", "E28"}},
		{by("E12"), ground{onNothing, "A missing or mistyped member of one line refuses the whole init", "E12"}},
		{by("E13"), ground{onNothing, "A blank itemExternalId refuses the whole init", "E13"}},
		{by("E4"), ground{onNothing, "A second init under one externalId is refused with code 11, at least with other content", "E4"}},

		{success(authOp), ground{onPage, "auth pays the lines that init accepted", ""}},
		{success(authOp), ground{onNothing, "How long everything takes from here, and in which order", "E1"}},
		{success(authOp), ground{onNothing, "Amount and commission are reserved at auth", "E15"}},
		{func(v seen) bool { return v.of(authOp) && v.settings.DuplicateAuth != refuseAuth },
			ground{onNothing, "A second auth is answered with success", "E6"}},
		{func(v seen) bool { return v.of(authOp) && v.shortened == "INSUFFICIENT_BALANCE" },
			ground{onNothing, "An auth that the balance does not cover is a success, and the mass payout shows it", "E3"}},
		{by("E3"), ground{onNothing, "An auth that the balance does not cover is refused", "E3"}},
		{by("E6"), ground{onNothing, "A second auth is refused with code 11", "E6"}},
		{by("E9"), ground{onNothing, "An auth without accepted lines is refused", "E9"}},
		{func(v seen) bool { return by("E7")(v) && v.operation == authOp }, ground{onNothing, "An auth after cancel is refused with code 11", "E7"}},
		{success(cancelOp), ground{onPage, "cancel gives up a mass payout that reads INIT", ""}},
		{func(v seen) bool { return by("E7")(v) && v.operation == cancelOp }, ground{onNothing, "cancel of anything but INIT is refused with code 11", "E7"}},
		{by("E8"),
			ground{onNothing, "An id that nobody knows, or two that name different mass payouts, are refused with code 11", "E8"}},

		{success(readOp), ground{onPage, "The statuses of the mass payout and of its items, and what they mean", ""}},
		{func(v seen) bool { return v.of(readOp) && v.batch != "INIT" && v.batch != "CANCELED" },
			ground{onNothing, "When a status changes", "E1"}},
		{func(v seen) bool { return v.of(readOp) && v.mixed() }, ground{onNothing, "The status of a mixed result", "E2"}},
		{func(v seen) bool { return v.of(readOp) && v.batch == "COMPLETED" && !v.mixed() },
			ground{onPage, "COMPLETED where every line was paid; the vendor's Java client has SUCCESS", "E31"}},
		{func(v seen) bool { return v.of(readOp) && v.batch == "SUCCESS" && !v.mixed() },
			ground{onCode, "SUCCESS where every line was paid: the vendor's Java client", "E31"}},
		{success(readOp), ground{onNothing, "The totals of what succeeded count lines that were paid, and no others", "E17"}},
		{func(v seen) bool { return v.of(readOp) && v.itemType == "" }, ground{onNothing, "Without itemType accepted and refused lines are listed", "E19"}},
		{func(v seen) bool { return v.of(readOp) && (v.size > 100 || len(v.items) == 0) },
			ground{onNothing, "Any page size is taken, and a page behind the last is empty", "E20"}},
		{func(v seen) bool { return v.of(readOp) && v.total }, ground{onPage, "page, size and total stand at the top level", "E30"}},
		{func(v seen) bool { return v.of(readOp) && !v.total },
			ground{onCode, "page, size and total stand beside the items: the vendor's Java client", "E30"}},
		{func(v seen) bool { return v.success && v.answers("commissionAmount") },
			ground{onPage, "A commission of 20.00000000 for each line: a published example", "E16"}},
		{func(v seen) bool { return v.success && v.answers("massPayoutRequestId") },
			ground{onCode, "Each item names its mass payout: sample of iyzipay-java pull request 184", "E29"}},
		{func(v seen) bool {
			return v.success && v.settings.JavaMembers && (v.operation == readOp || v.operation == itemOp)
		},
			ground{onCode, "Dates and errorMessage: the vendor's Java client; their form is invented", "E26"}},
		{success(itemOp), ground{onPage, "One item by its referenceCode", ""}},
		{success(money), ground{onPage, "The balance, as a string where it is one: a published example", "E30"}},
		{success(money), ground{onNothing, "One balance for all currencies", "E18"}},

		{func(v seen) bool { return v.refused != nil }, ground{onPage, "The code and its text: the vendor's list of error codes", ""}},
		{func(v seen) bool { return v.refused != nil && v.status == http.StatusOK },
			ground{onNothing, "HTTP status 200 for a refusal: recordings of other iyzico services, none of mass payout", "E21"}},
		{func(v seen) bool {
			return v.refused != nil && v.status != http.StatusOK && v.status != http.StatusMethodNotAllowed
		},
			ground{onNothing, "The HTTP status of a refusal", "E21"}},
		{func(v seen) bool { return v.status == http.StatusMethodNotAllowed }, ground{onNothing, "405 and code 1 for a wrong method", "E22"}},
		{by("E23"),
			ground{onNothing, "Which code a faulty signature has: recordings of other iyzico services. What is wrong with it is told by us alone", "E23"}},
		{by("E24"), ground{onNothing, "A missing or another locale is refused", "E24"}},
		{by("E25"), ground{onNothing, "Bodies where none belongs, members that come twice, and what stands behind the value are refused", "E25"}},
		{by("E32"), ground{onNothing, "A body above the limit is refused with code 11", "E32"}},
		{func(v seen) bool { return v.fault != "" }, ground{onNothing, "A fault was injected here: that iyzico does this, and what is true afterwards", "E27"}},
		{func(v seen) bool { return v.fault == FaultRateLimited }, ground{onPage, "Code 50000 for too many calls", "E27"}},
	}
}
