package payfile_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// What is written in any form is read back as the same payments.
func TestFilesThatAreWrittenAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t)
		format := rapid.SampledFrom([]string{"csv", "xlsx"}).Draw(t, "format")
		language := rapid.SampledFrom([]string{"tr", "en"}).Draw(t, "language")
		var file bytes.Buffer
		require.NoError(t, payfile.Write(&file, format, language, slices.Values(items)))
		got, err := payfile.ReadAll("pay."+format, &file)
		require.NoError(t, err)
		require.Equal(t, runner.ContentID(payout.Batch{Items: items}), runner.ContentID(payout.Batch{Items: got}))
		for i, item := range got {
			require.True(t, item.Amount.Value().Equal(items[i].Amount.Value()), "%s %s", item.Amount, items[i].Amount)
			item.Amount = items[i].Amount
			require.Equal(t, describe(items[i]), describe(item))
		}
	})
}

func TestCSVForATurkishExcel(t *testing.T) {
	items, err := readCSV(head + "1;IBAN;" + someIBAN + ";Ayşe Demir;1.250,50;TRY;Kasım;evet\n")
	require.NoError(t, err)
	var file strings.Builder
	require.NoError(t, payfile.Write(&file, "csv", "tr", slices.Values(items)))
	assert.Equal(t, "\ufeffReferans No;Alıcı Türü;Alıcı Bilgisi;Ad Soyad;Tutar;Para Birimi;Açıklama;nonWithdrawable\r\n"+
		"1;IBAN;"+someIBAN+";Ayşe Demir;1250,50;TRY;Kasım;true\r\n", file.String())
	require.ErrorContains(t, payfile.Write(&file, "pdf", "tr", nil), "format: must be csv or xlsx")
	require.ErrorContains(t, payfile.Write(&file, "csv", "de", nil), "language: must be tr or en")
}
