package main

import (
	"fmt"
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

	journal      string
	batchSize    int
	parallel     int
	checkBalance bool
	skipLookUp   bool
	resendAfter  time.Duration
	secondLook   time.Duration
}

func newPay(s streams) *cobra.Command {
	f := payFlags{}
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
TOPLAM, which must be the sum of the lines.

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

Exit codes:
` + exitCodes,
		Example: `  iyzipayout pay examples/payroll.csv --env emulator
  iyzipayout pay payroll.csv --dry-run
  iyzipayout pay payroll.csv --env sandbox
  iyzipayout pay payroll.csv --env production --period 2026-12 --purpose SALARY --output csv > result.csv
  iyzipayout pay payroll.csv --env production --period 2026-12 --only-unpaid`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("pay takes one FILE, got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.file, f.commandLine = args[0], said(cmd)
			return pay(cmd.Context(), s, f)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"csv", "xlsx", "jsonl", "ndjson"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	flags := cmd.Flags()
	wordFlag(cmd, &f.env, "env", "", "where to pay: emulator (practice), sandbox or production", "emulator", "sandbox", "production")
	flags.StringVar(&f.baseURL, "base-url", "", "another address to pay at, instead of --env (http on loopback only)")
	flags.StringVar(&f.caFile, "ca-file", "", "PEM certificates to trust besides the system's, for --base-url")
	wordFlag(cmd, &f.locale, "locale", "en", "language of the vendor's messages, and of CSV: tr (semicolons and decimal commas, as a Turkish Excel has them) or en", "tr", "en")
	flags.StringVar(&f.externalID, "external-id", "", "your id of this payout (default: derived from the file's content)")
	wordFlag(cmd, &f.period, "period", "", "what the payments are for, such as 2026-12: part of what makes a payment, for files whose ids come again")
	flags.BoolVar(&f.onlyUnpaid, "only-unpaid", false, "pay the lines that no payout holds, and leave the others out")
	flags.BoolVar(&f.payAgain, "pay-again", false, "pay lines once more that a payout holds, after naming them")
	flags.BoolVar(&f.takeOver, "take-over", false, "authorise also a payout that was handed over from another machine or folder")
	fileFlag(cmd, &f.restFile, "rest", "", "file to write the lines to that were not paid and may be paid by another payout; must not exist", "csv", "jsonl", "ndjson")
	flags.StringVar(&f.purpose, "purpose", "", "SALARY, BONUS, SETTLEMENT, GOODS, SERVICES, CASHBACK, REBATES or DONATIONS")
	wordFlag(cmd, &f.output, "output", "table", "form of the results: table, json, csv or xlsx", "table", "json", "csv", "xlsx")
	wordFlag(cmd, &f.onRefused, "on-refused", "pay", "what to do when iyzico refuses lines: pay the others, or cancel all", "pay", "cancel")
	wordFlag(cmd, &f.decimal, "decimal", "", "how amounts are written: point or comma (default: told apart, never guessed)", "point", "comma")
	wordFlag(cmd, &f.format, "format", "", "what the file is: csv, xlsx or jsonl (default: as its name ends)", "csv", "xlsx", "jsonl")
	wordFlag(cmd, &f.encoding, "encoding", "", "how the letters of a file without a byte order mark are written (default: utf-8, or windows-1254 where its headings show that for certain): utf-8, windows-1254, iso-8859-9, utf-16le or utf-16be",
		"utf-8", "windows-1254", "iso-8859-9", "utf-16le", "utf-16be")
	flags.StringArrayVar(&f.maps, "map", nil, "what a column holds, as MEMBER=HEADING, such as id=\"Personel Kodu\"; may be given more than once")
	flags.StringArrayVar(&f.ignored, "ignore-columns", nil, "heading of a column that is passed over; may be given more than once")
	f.readFlags.bind(cmd)
	flags.BoolVar(&f.noChecksum, "no-checksum", false, "do not check the check digits of IBANs and identity numbers")
	flags.BoolVar(&f.dryRun, "dry-run", false, "check the file, show every line as it was understood and the sums, and send nothing")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask before sending (needed where nobody can answer)")
	flags.DurationVar(&f.wait, "wait", time.Hour, "how long to wait for the lines to settle")
	dirFlag(cmd, &f.journal, "journal", "", "folder of the journal (default: one per environment in your state folder; with the built-in emulator none is kept)")
	flags.IntVar(&f.batchSize, "batch-size", 1000, "most lines of one batch")
	flags.IntVar(&f.parallel, "parallel", 4, "how many batches are under way at once")
	flags.BoolVar(&f.checkBalance, "check-balance", false, "stop before auth when the balance does not cover the lines")
	flags.BoolVar(&f.skipLookUp, "skip-lookup", false, "do not ask whether iyzico knows the payout before the first init: only if iyzico answers that question with an error")
	flags.DurationVar(&f.resendAfter, "resend-after", 30*time.Second, "how long the payout must read INIT before an auth of unknown outcome is sent again; 0: never")
	flags.DurationVar(&f.secondLook, "second-look", 2*time.Second, "longest random pause before the first auth, after which pay looks whether another machine was faster")
	cmd.MarkFlagsMutuallyExclusive("env", "base-url")
	cmd.MarkFlagsMutuallyExclusive("only-unpaid", "pay-again")
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
