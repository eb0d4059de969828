package wording

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// vendorWording knows the names of the vendor's pages.
func vendorWording(t *testing.T) *Reader {
	t.Helper()
	data, err := os.ReadFile("../../spec/testdata/frozen/openapi.yaml")
	require.NoError(t, err)
	var document any
	require.NoError(t, yaml.Unmarshal(data, &document))
	return New(document)
}

func TestReworded(t *testing.T) {
	w := vendorWording(t)
	for _, pair := range [][2]string{
		{"Currency code.", "The currency code"},
		{"Currency code.", "Code of the currency"},
		{"Amount to send.", "The amount that will be sent."},
		{"Amount to send.", "Amount to be transferred."},
		{"Amount information.", "Information about the amount, i.e. value and currency."},
		{"Payout items.", "List of payout items."},
		{"Payout items.", "The items of this mass payout."},
		{"ID per payout item.", "Identifier of each payout item."},
		{"Page number to retrieve.", "Number of the page to be retrieved."},
		{"Number of results per page.", "How many results to return on each page."},
		{"Response language.", "Language of the response."},
		{"Content-Type value.", "Value of the Content-Type header."},
		{"System time (epoch ms).", "System time in epoch milliseconds."},
		{"System time (epoch ms).", "Server time, epoch ms"},
		{"Type of recipient identifier.", "The kind of identifier that names the recipient."},
		{"Identifier matching the recipientType (phone, IBAN, etc.).", "The identifier that matches `recipientType` (phone, IBAN etc.)"},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Name of the recipient. Required if recipientType is IBAN."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name. Mandatory when `recipientType` is `IBAN`."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "If `recipientType` is `IBAN`, the recipient name is required."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "The recipient's name; must be given if `recipientType` equals `IBAN`."},
		{"Unique identifier for the mass payout request (idempotency).", "Unique ID of the mass payout request, for idempotency."},
		{"Unique identifier for the mass payout request (idempotency).", "A unique identifier of the request (idempotency key)."},
		{"Correlation ID for the mass payout.", "Correlation identifier of the mass payout."},
		{"Correlation / tracking identifier returned from the initialization step.", "The correlation (tracking) identifier that the initialization step returned."},
		{"Correlation ID inherited from the base request if present.", "If present, the correlation ID inherited from the base request."},
		{"Business purpose of the payout.", "The payout's business purpose."},
		{"iyzico ensures that the fee sent to your wallet cannot be withdrawn.", "iyzico makes sure the fee sent to your wallet can not be withdrawn."},
		{"External ID of the specific item that failed.", "External ID of the item which failed."},
		{"Collection of order-level error details.", "List of error details, one for each order."},
		{"Mass payout lifecycle status (enum).", "Lifecycle status of the mass payout."},
		{"Cancels the mass payout request and its items that are in `INIT` status.", "Cancels the mass payout and those of its items with status `INIT`."},
		{"Creates a new **Mass Payout**. Each valid payout item is stored with status `INIT`.", "Creates a new mass payout. Every valid payout item is saved with the status `INIT`."},
		{"You must provide **either** `requestId` **or** `externalMassPayoutId` (or both), along with pagination parameters.",
			"Either `requestId` or `externalMassPayoutId` (or both) must be provided, together with the pagination parameters."},
		{"You must provide **either** `requestId` **or** `externalMassPayoutId` (or both), along with pagination parameters.",
			"You have to provide at least one of `externalMassPayoutId` and `requestId`, along with pagination parameters."},
		{"Transitions valid mass payout items from `INIT` to `PROCESSING`.", "Moves valid mass payout items from `INIT` to `PROCESSING`."},
		{"Messages to be processed are queued (for fund reservation/transfer).", "Messages to process are put into a queue (for the transfer or reservation of funds)."},
		{"An audit trail is recorded.", "An audit trail is kept."},
		{"Retrieves the details of a **Mass Payout** and its contained payout items.", "Returns the details of a Mass Payout together with the items in it."},
		{"Authorization header; a signed hash value that starts with **IYZWSv2** and is generated in Base64 format.",
			"The Authorization header: a signed hash, in Base64 format, beginning with IYZWSv2."},
		{"Mass payout request has been canceled.", "The mass payout request was cancelled."},
		{"Item was sent to the bank and completed successfully.", "The item was sent to the bank and completed with success."},
		{"Item has been sent to the bank and is being processed.", "Sent to the bank; processing is under way."},
		{"All items within the mass payout failed at the bank.", "Every item of the mass payout failed at the bank."},
		{"Mass payout request received but not yet authorized.", "The mass payout request has been received and is not yet authorised."},
		{"Recieved the sucessful item", "Received the successful item"},
		{"must be UNIQUE", "Must be unique"},
		{"Language/region setting such as `tr` or `en`.", "Language or region setting, e.g. `tr` or `en`."},
		{"Summary information for a mass payout.", "Summary of a mass payout."},
		{"Paged list of mass payout items.", "A page of the list of mass payout items."},
		{"At most 100 items.", "No more than 100 items."},
		{"Up to 255 characters.", "Maximum 255 characters."},
		{"Mass payout initialization request.", "Request that initializes a mass payout."},
		{"Mass payout authorization request.", "Request to authorize a mass payout."},
		{"Retrieve mass payout and item details.", "Fetches a mass payout along with the details of its items."},
		{"Response language.", "Language in which the response is returned."},
		{"Identifier matching the recipientType (phone, IBAN, etc.).", "Recipient identifier; its kind follows `recipientType` (phone number, IBAN, ...)."},
		{"Second step of the two-phase process.", "This is the second step of a two-phase process."},
		{"Whether the call as a whole was accepted. An accepted init may still refuse lines.", "Says whether the call was accepted as a whole; an accepted init may still refuse lines."},
		{"The merchant's mass payout balance.", "Mass payout balance of the merchant."},
		{"Payout items.", "The payout items, see [the guide](https://docs.iyzico.com/en/guide-2)."},
		{"Item description.", "A description of the item, for example \"Salary May 2026\"."},
		{"Which items of the mass payout to list.", "Selects the items of the mass payout that are listed."},
		{"Sends the request to the bank.", "The request is sent to the bank."},
		{"If the recipient is unknown, the item is rejected.", "The item is rejected if the recipient is unknown."},
	} {
		assert.True(t, w.Same(pair[0], pair[1]), "%q\n%q\n%+v\n%+v", pair[0], pair[1], meaningOf(pair[0], w.named(pair[:]...)), meaningOf(pair[1], w.named(pair[:]...)))
	}
}

func TestRuleChangedInWords(t *testing.T) {
	w := vendorWording(t)
	for _, pair := range [][2]string{
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name. **Required if** `recipientType` is `PHONE`."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name. **Required if** `recipientType` is `IBAN` or `PHONE`."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name. **Required unless** `recipientType` is `IBAN`."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name. Always required."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name. **Optional if** `recipientType` is `IBAN`."},
		{"Page number to retrieve.", "Page number to retrieve, starting from 1."},
		{"Page number to retrieve, counted from 0.", "Page number to retrieve, counted from 1."},
		{"Number of results per page.", "Number of results per page. Maximum 50."},
		{"System time (epoch ms).", "System time (epoch seconds)."},
		{"System time (epoch ms).", "System time (epoch s)."},
		{"System time (epoch ms).", "System time (ISO 8601)."},
		{"Amount to send.", "Amount to send, in kuruş."},
		{"Amount to send.", "Amount to send in the smallest currency unit."},
		{"Amount to send.", "Amount to send, net of commission."},
		{"Amount to send.", "Amount to send. At most two decimal places."},
		{"Amount to send.", "Amount to send. Must be greater than zero."},
		{"Currency code.", "Currency code. Only TRY is supported."},
		{"Currency code.", "Numeric currency code (ISO 4217)."},
		{"Unique identifier for the mass payout request (idempotency).", "Identifier for the mass payout request."},
		{"Unique identifier for the mass payout request (idempotency).", "Unique identifier for the mass payout request (idempotency). Valid for 24 hours."},
		{"ID per payout item.", "ID per payout item. Must be unique within the merchant."},
		{"iyzico ensures that the fee sent to your wallet cannot be withdrawn.", "iyzico ensures that the fee sent to your wallet can be withdrawn."},
		{"Cancels the mass payout request and its items that are in `INIT` status.", "Cancels the mass payout request and its items that are in `INIT` or `QUEUED` status."},
		{"Cancels the mass payout request and its items that are in `INIT` status.", "Cancels the mass payout request and all of its items."},
		{"You must provide **either** `requestId` **or** `externalMassPayoutId` (or both), along with pagination parameters.",
			"You must provide **both** `requestId` **and** `externalMassPayoutId`, along with pagination parameters."},
		{"You must provide **either** `requestId` **or** `externalMassPayoutId` (or both), along with pagination parameters.",
			"You must provide **either** `requestId` **or** `externalMassPayoutId`, but not both, along with pagination parameters."},
		{"Transitions valid mass payout items from `INIT` to `PROCESSING`.", "Transitions valid mass payout items from `PROCESSING` to `INIT`."},
		{"Transitions valid mass payout items from `INIT` to `PROCESSING`.", "Transitions all mass payout items from `INIT` to `PROCESSING`."},
		{"Mass Payout Items → `INIT` (if valid) or `INVALID` (if invalid)", "Mass Payout Items → `INVALID` (if valid) or `INIT` (if invalid)"},
		{"Invalid orders remain unchanged.", "Invalid orders are rejected."},
		{"Invalid orders remain unchanged.", "Invalid orders are processed as well."},
		{"An audit trail is recorded.", "An audit trail is recorded. Calling it twice pays twice."},
		{"Failed item and its commission amount were successfully refunded to the merchant mass payout balance", "Item was deposited into the wallet of the recipient successfully"},
		{"Failed item and its commission amount were successfully refunded to the merchant mass payout balance", "Failed item was successfully refunded to the merchant mass payout balance, its commission amount was not"},
		{"Failed payment amount and commission amount could not be refunded to the mass payout balance.", "Failed payment amount and commission amount are refunded to the mass payout balance."},
		{"All items related to the mass payout have been successfully processed.", "At least one item related to the mass payout has been successfully processed."},
		{"All items related to the mass payout have been successfully processed.", "All items related to the mass payout have been processed; some may have failed."},
		{"Correlation / tracking identifier returned from the initialization step.", "Correlation / tracking identifier returned from the authorization step."},
		{"a signed hash value that starts with **IYZWSv2** and is generated in Base64 format.", "a signed hash value that starts with **IYZWSv2** and is generated in hexadecimal format."},
		{"a signed hash value that starts with **IYZWSv2**", "a signed hash value that starts with **IYZWSv3**"},
		{"Messages to be processed are queued.", "Messages are processed immediately."},
		{"Second step of the two-phase process.", "Second step of the three-phase process."},
		{"", "Must be 26 characters."},
		{"External ID of the specific item that failed.", "Internal ID of the specific item that failed."},
		{"Phone number.", "Phone number without country code."},
		{"Phone number with country code.", "Phone number without country code."},
		{"Time in UTC.", "Time in Istanbul time."},
		{"The request may be repeated.", "The request may not be repeated."},
		{"Can be sent again.", "Cannot be sent again."},
		{"Amounts are credited to the balance.", "Amounts are debited from the balance."},
		{"The commission is charged to the merchant.", "The commission is charged to the recipient."},
		{"Rate limit: 100 requests per minute.", "Rate limit: 50 requests per minute."},
		{"Mass payout request received but not yet authorized.", "Mass payout request received and authorized."},
		{"Date as dd.MM.yyyy.", "Date as yyyy-MM-dd."},
		{"Range -1 to 5", "Range 1 to 5"},
		{"Currency code.", "Currency code (TRY only)."},
		{"Number of results per page.", "Number of results per page (max. 100)."},
		{"Correlation ID for the mass payout.", "Correlation ID for the mass payout. Ignored if empty."},
		{"Item description.", "Item description. Turkish characters are not accepted."},
		{"Amount to send.", "Amount to send including commission."},
		{"Items are processed asynchronously.", "Items are processed synchronously."},
		{"Unique per merchant.", "Unique per mass payout."},
		{"`INIT` (if valid) or `INVALID` (if invalid)", "`INIT` (if invalid) or `INVALID` (if valid)"},
		{"Retried automatically after 24 hours.", "Retried automatically after 48 hours."},
		{"The merchant's mass payout balance.", "The recipient's mass payout balance."},
		{"Tekil olmalıdır.", "Tekil olması zorunlu değildir."},
		{"Tutar kuruş olarak gönderilir.", "Tutar lira olarak gönderilir."},
		{"Cancels the mass payout request and its items that are in `INIT` status.", "Cancels the mass payout request; its items stay in `INIT` status."},
	} {
		assert.False(t, w.Same(pair[0], pair[1]), "%q\n%q\n%+v", pair[0], pair[1], meaningOf(pair[1], w.named(pair[:]...)))
	}
}

const authText = "Second step of the two-phase process. Transitions valid mass payout items from `INIT` to `PROCESSING`.\n" +
	"Messages to be processed are queued (for fund reservation/transfer). Invalid orders remain unchanged. An audit trail is recorded."

// TestShortened: a text that says less is no other rule, unless what it leaves out was one.
func TestShortened(t *testing.T) {
	w := vendorWording(t)
	for _, pair := range [][2]string{
		{authText, "Second step."},
		{authText, "Second step of the two-phase process."},
		{authText, "An audit trail is recorded. Transitions valid mass payout items from `INIT` to `PROCESSING`."},
		{authText, ""},
		{"Identifier of the item. Shown in the panel.", "Identifier of the item."},
	} {
		assert.True(t, w.Same(pair[0], pair[1]), "%q\n%q", pair[0], pair[1])
	}
	for _, pair := range [][2]string{
		{authText, "Transitions valid mass payout items from `PROCESSING` to `INIT`."},
		{authText, "Second step of the process. Items must be valid."},
		{"Cancels the mass payout request and its items that are in `INIT` status.", "Cancels the mass payout request and its items."},
		{"Recipient name. **Required if** `recipientType` is `IBAN`.", "Recipient name."},
		{"Amount to send. At most 100.", "Amount to send."},
		{"Correlation ID inherited from the base request if present.", "Correlation ID."},
		{"Item was sent to the bank and completed successfully.", "Item was sent to the bank."},
		{"Failed item was refunded to the balance. The commission was not.", "Failed item was refunded to the balance."},
		{"Cannot be sent again.", "Sent again."},
	} {
		assert.False(t, w.Same(pair[0], pair[1]), "%q\n%q", pair[0], pair[1])
	}
}
