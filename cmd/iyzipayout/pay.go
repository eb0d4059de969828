package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/payout"
)

// payFlags is the command line of pay.
type payFlags struct {
	target
	readFlags
	file       string
	externalID string
	purpose    string
	output     string
	colour     string
	failedOnly bool
	unmasked   string // a file
	noPager    bool
	onRefused  string
	decimal    string
	format     string
	encoding   string
	maps       []string
	ignored    []string
	noChecksum bool
	dryRun     bool
	yes        bool
	wait       time.Duration

	period      string
	onlyUnpaid  bool
	payAgain    bool
	takeOver    bool
	restFile    string
	commandLine []string // what was said, to be said again with something else

	batchSize    int
	parallel     int
	checkBalance bool
	skipLookUp   bool
	resendAfter  time.Duration
	secondLook   time.Duration
}

func newPay(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "pay FILE",
		Short: "Pay every line of a CSV, XLSX or JSON Lines file",
		Long: `pay reads a file of payouts, checks every line, hands the batch over (init), lists what iyzico refused, authorises the
rest (auth), waits until every line is settled and says who was paid.

There is no default for where: --env emulator is practice on this machine and pays nobody, sandbox is iyzico's test system, and
production is real money.

The file is a workbook (XLSX), CSV with a header row (UTF-8 or --encoding; comma, semicolon, tab or |) or JSON Lines; - is standard
input, with --format. Of a workbook the only sheet that names columns is read, or --sheet. 'iyzipayout template' writes an example. The
columns are

  itemExternalId, recipientType, recipientInfo, recipientName, amount, currency, description, nonWithdrawable

or their usual names in Turkish and English: Sicil No or Referans; IBAN, Cep Telefonu, T.C. Kimlik No or Üye No; Ad Soyad or Alıcı;
Tutar or Net Ödenecek, also "Tutar (TL)" or "(Kuruş)"; Para Birimi; Açıklama. --map says what another column holds. Columns such as Tarih,
Departman, Banka and Şube are passed over, any other one with --ignore-columns only. A title may stand above, and below a row with
TOPLAM, which must be the sum of the lines. Subtotals and signatures are left out, and said to be.

recipientType is IBAN, PHONE, IDENTITY_NUMBER or MEMBER_ID, and may be left out where the recipient shows it; recipientName is needed
for IBAN only; currency is TRY where the column is missing. 1.250 is read as the other amounts are written; where none shows it, or a
line can be read in two ways, --decimal must say it. One wrong line, and nothing is sent. The file is read once: saving it while pay
runs changes nothing.

Without --external-id the id of the payout is derived from what is in the file: the same lines again, in whatever order, are the same
payout.

What is paid once is a line: the same itemExternalId in the same environment and --period is the same payment, for ever, whatever
file, order, name, description or --external-id it comes with. A line that another payout holds stops pay before anything is sent.
Then, or when some lines of a file were not paid:

  --only-unpaid  pays the lines that nobody holds. A payout of lines of this file that was stopped in the middle is gone on with
                 first. Run as often as you like, it pays nobody twice
  --pay-again    pays the lines of the file once more, after naming those that were paid. Run again, it goes on with that second
                 payment and makes no third one
  --period TEXT  says what the payments are for, such as 2026-12, where the ids come again every month
  --rest FILE    writes the lines that were not paid and may be paid by another payout, to be corrected and paid

Before each step pay writes into a journal what it is about to do. Interrupted, killed or cut off, it is run again with the same
file and goes on from there; a second pay of the same lines at the same time stops. The journal is one folder for each environment
in your state folder, whatever API key you have. Two merchants who pay from one machine need a folder each (--journal). A file of
more lines than --batch-size is paid as several batches: none is authorised before all were handed over.

Warnings name what is allowed and rarely meant: one recipient and amount under two ids, in the file or paid in the last seven days;
one IBAN under two names; ids alike but for case or leading zeros. --yes goes on.

Results are masked; --unmasked FILE writes the file that finance reconciles. JSON has one shape, which docs/result.schema.json describes.
--lang tr speaks Turkish, as does a Turkish LANG.

Exit codes:
` + exitCodes,
		Example: `  iyzipayout pay examples/payroll.csv --env emulator
  iyzipayout pay payroll.csv --dry-run
  iyzipayout pay payroll.csv --env sandbox
  iyzipayout pay payroll.csv --env production --period 2026-12 --purpose SALARY --output csv > result.csv
  iyzipayout pay payroll.csv --env production --period 2026-12 --only-unpaid`,
		Args: takes("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.file, f.commandLine = args[0], said(cmd)
			return pay(cmd.Context(), s, f)
		},
		ValidArgsFunction: payFiles,
	}
	f.whereFlags(cmd, s)
	f.fileFlags(cmd)
	f.sendFlags(cmd)
	f.resultFlags(cmd)
	f.whichFlags(cmd)
	fileFlag(cmd, &f.restFile, "rest", "", "file to write the lines to that were not paid and may be paid by another payout; must not exist", "csv", "xlsx", "jsonl", "ndjson")
	f.pagerFlag(cmd)
	return cmd
}

// pollInterval is short against the emulator, whose bank is quick, and the client's own against the vendor. Plain http reaches
// this machine only.
func (f payFlags) pollInterval() []payout.WaitOption {
	if f.emulated() || strings.HasPrefix(f.baseURL, "http://") {
		return []payout.WaitOption{payout.WithPollInterval(50*time.Millisecond, 200*time.Millisecond)}
	}
	return nil
}
