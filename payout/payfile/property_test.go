package payfile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// convention is one of the ways in which programs write CSV.
type convention struct {
	delimiter string
	decimal   string
	grouped   bool
	quoteAll  bool
	lineEnd   string
	mark      string
	headings  []string
	title     string
	total     bool // a row with the sum at the end
}

func drawConvention(t *rapid.T) convention {
	return convention{
		delimiter: rapid.SampledFrom([]string{",", ";", "\t"}).Draw(t, "delimiter"),
		decimal:   rapid.SampledFrom([]string{".", ","}).Draw(t, "decimal"),
		grouped:   rapid.Bool().Draw(t, "grouped"),
		quoteAll:  rapid.Bool().Draw(t, "quote all"),
		lineEnd:   rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end"),
		mark:      rapid.SampledFrom([]string{"", "\ufeff"}).Draw(t, "mark"),
		headings: rapid.SampledFrom([][]string{nil,
			{"Sicil No", "Alıcı Türü", "Alıcı Bilgisi", "Adı Soyadı", "NET ÖDENECEK", "Para Birimi", "Açıklama", "nonWithdrawable"},
			{"REFERANS", "type", "recipient info", "Beneficiary Name", "Tutar", "DÖVİZ", "ACIKLAMA", "Non-Withdrawable"},
		}).Draw(t, "headings"),
		title: rapid.SampledFrom([]string{"", "ACME A.S. KASIM MAAS LISTESI", "Kasım 2026;;;;"}).Draw(t, "title"),
		total: rapid.Bool().Draw(t, "total"),
	}
}

func (c convention) file(items []payout.Item) string {
	var b strings.Builder
	b.WriteString(c.mark)
	if c.title != "" {
		b.WriteString(c.title + c.lineEnd)
	}
	headings := c.headings
	if headings == nil {
		headings = strings.Split(strings.TrimSpace(head), ";")
	}
	c.line(&b, headings)
	sum, currencies := money.Decimal{}, map[string]bool{}
	for _, item := range items {
		r := item.Recipient
		c.line(&b, []string{item.ExternalID, string(r.Type()), r.Info(), r.Name(), c.number(item.Amount.Value()), item.Amount.Currency(), item.Description,
			fmt.Sprint(item.NonWithdrawable)})
		sum, currencies[item.Amount.Currency()] = sum.Add(item.Amount.Value()), true
	}
	if c.total && len(currencies) == 1 {
		c.line(&b, []string{"", "", "", "TOPLAM", c.number(sum), "", "", ""})
	}
	return b.String()
}

func (c convention) line(b *strings.Builder, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			b.WriteString(c.delimiter)
		}
		if c.quoteAll || strings.ContainsAny(cell, `"`+c.delimiter) {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b.WriteString(cell)
	}
	b.WriteString(c.lineEnd)
}

func (c convention) number(a money.Decimal) string {
	whole, fraction, hasFraction := strings.Cut(a.Plain(), ".")
	// A whole number in groups needs decimals, or it could be read in two ways.
	if c.grouped && hasFraction {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + strings.Trim(".,", c.decimal) + whole[i:]
		}
	}
	if hasFraction {
		return whole + c.decimal + fraction
	}
	return whole
}

func drawItems(t *rapid.T) []payout.Item {
	text := rapid.StringMatching(`[A-Za-zÇĞİÖŞÜçğıöşü0-9,;."!\[\]:/-]([ A-Za-zÇĞİÖŞÜçğıöşü0-9,;."'!\[\]:/-]{0,20}[A-Za-zÇĞİÖŞÜçğıöşü0-9,;."!\[\]:/-])?`)
	n := rapid.IntRange(1, 6).Draw(t, "items")
	items := make([]payout.Item, n)
	for i := range items {
		amount, err := payout.ParseAmount(rapid.StringMatching(`(0\.[1-9][0-9]?|[1-9][0-9]{0,12}(\.[0-9]{1,2})?)`).Draw(t, "amount"),
			rapid.SampledFrom([]string{"TRY", "USD", "EUR"}).Draw(t, "currency"))
		require.NoError(t, err)
		items[i] = payout.Item{
			ExternalID:      fmt.Sprintf("%s-%d", text.Draw(t, "id"), i),
			Recipient:       drawRecipient(t, text),
			Amount:          amount,
			Description:     text.Draw(t, "description"),
			NonWithdrawable: rapid.Bool().Draw(t, "nonWithdrawable"),
		}
	}
	return items
}

func drawRecipient(t *rapid.T, text *rapid.Generator[string]) payout.Recipient {
	name := text.Draw(t, "name")
	var (
		r   payout.Recipient
		err error
	)
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		r, err = payout.IBAN(rapid.SampledFrom([]string{"TR920086402100005482986178", "GB29NWBK60161331926819"}).Draw(t, "IBAN"), name)
	case 1:
		r, err = payout.Phone(rapid.StringMatching(`\+905[0-9]{9}`).Draw(t, "phone"), payout.WithName(name))
	case 2:
		r, err = payout.IdentityNumber("10000000146")
	default:
		r, err = payout.MemberID(rapid.StringMatching(`[0-9]{1,12}`).Draw(t, "member"), payout.WithName(name))
	}
	require.NoError(t, err)
	return r
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t)
		want := describeAll(items)
		c := drawConvention(t)

		fromCSV, err := readCSV(c.file(items))
		require.NoError(t, err)
		require.Equal(t, want, describeAll(fromCSV))

		fromJSON, err := readJSONL(jsonLines(t, items))
		require.NoError(t, err)
		require.Equal(t, want, describeAll(fromJSON))
		require.Equal(t, runner.ContentID(payout.Batch{Items: items}), runner.ContentID(payout.Batch{Items: fromJSON}))
	})
}

// jsonLines writes items with the vendor's own types, as they go over the wire.
func jsonLines(t require.TestingT, items []payout.Item) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	for _, item := range items {
		require.NoError(t, encoder.Encode(gen.MassPayoutItem{
			ItemExternalID: item.ExternalID, RecipientType: item.Recipient.Type(), RecipientInfo: item.Recipient.Info(), RecipientName: item.Recipient.Name(),
			Amount: gen.Amount{Value: item.Amount.Value(), Currency: item.Amount.Currency()}, Description: item.Description, NonWithdrawable: item.NonWithdrawable,
		}))
	}
	return b.String()
}

// A file with one line spoilt gives no items at all, and an error that names that line.
func TestOneBadLineSpoilsTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t)
		c := drawConvention(t)
		c.title, c.total = "", false
		lines := strings.SplitAfter(c.file(items), "\n")
		at := rapid.IntRange(1, len(items)).Draw(t, "line")
		var bad strings.Builder
		c.line(&bad, []string{"", "BANK", "", "", "1.2.3", "LIRA", "", "maybe"})
		lines[at] = bad.String()

		got, err := readCSV(strings.Join(lines, ""))
		require.Nil(t, got)
		require.ErrorContains(t, err, fmt.Sprintf("line %d: ", at+1))
		rows := 0
		for _, err := range payfile.Read("pay.csv", strings.NewReader(strings.Join(lines, ""))) {
			if err == nil {
				rows++
			}
		}
		require.Equal(t, len(items)-1, rows)
	})
}
