package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/profile"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func newTemplate(s streams) *cobra.Command {
	var headings, lang string
	cmd := &cobra.Command{
		Use:   "template FILE",
		Short: "Write an example file of payments, in XLSX or CSV, or of profiles",
		Long: `template writes a file with one example of each kind of recipient, which pay reads as it is: replace the examples by your payments.
The name says what it becomes: .xlsx or .csv. With Turkish headings CSV has semicolons and decimal commas, as a Turkish Excel writes it.
Columns that you do not need may be deleted; see 'iyzipayout pay --help' for other headings. Called iyzipayout.yaml it becomes an example of
profiles: where to pay, and where the keys are.

Exit codes: 0 written; 2 the file is there already, or cannot be written.`,
		Example: `  iyzipayout template payroll.xlsx
  iyzipayout template maas.csv --headings tr
  iyzipayout pay payroll.xlsx --dry-run
  iyzipayout template iyzipayout.yaml`,
		Args: takes("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			language, err := chosenLanguage(lang, s.getenv)
			if err != nil {
				return err
			}
			return writeTemplate(s, language, args[0], cmp.Or(headings, language.tag()))
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"xlsx", "csv", "yaml"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	wordFlag(cmd, &headings, "headings", "", "language of the headings: tr or en (default: that of --lang)", "tr", "en")
	langFlag(cmd, &lang)
	return cmd
}

func writeTemplate(s streams, say language, name, headings string) error {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	if filepath.Base(name) == profile.Name {
		return s.writeNew(say, name, []byte(exampleProfiles), localize.Sayf("change it to where you pay, then: iyzipayout keys set --profile sandbox; iyzipayout doctor --profile sandbox"))
	}
	if format != "xlsx" && format != "csv" {
		return localize.Errorf("%s: must end in .xlsx or .csv, or be called %s", name, profile.Name)
	}
	if headings != "tr" && headings != "en" {
		return localize.Errorf("--headings %s: must be tr or en", headings)
	}
	items, err := examples()
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if err := payfile.Write(&content, format, headings, slices.Values(items)); err != nil {
		return err
	}
	return s.writeNew(say, name, content.Bytes(), localize.Sayf("%d examples. Replace them, then: iyzipayout pay %s --dry-run", len(items), quoted(name)))
}

// writeNew writes a file that is not there yet, and says what to do with it.
func (s streams) writeNew(say language, name string, content []byte, next localize.Said) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return localize.Errorf("%s: is there already, and would be lost: name another file", name)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	fmt.Fprintln(s.out, name+": "+say.sprintf(next.Format, next.Args...))
	return nil
}

// exampleProfiles is an iyzipayout.yaml.
const exampleProfiles = `# Profiles for iyzipayout: --profile NAME says where to pay, and with which keys. This file is looked for in the working folder and in
# ~/.config/iyzipayout (macOS: ~/Library/Application Support/iyzipayout, Windows: %AppData%\iyzipayout). Keys never stand in it.
profiles:
  sandbox:
    environment: sandbox # iyzico's test system: no real money
    keys: keyring # of the system: iyzipayout keys set --profile sandbox
  production:
    environment: production # real money
    keys: keyring # or: environment (IYZICO_API_KEY, IYZICO_SECRET_KEY)
    # keys: {command: [pass, show, iyzico]} # prints API key and secret key, on a line each; only in your own folder
    # journal: /srv/payouts/journal # of all who pay, on a disk that is backed up
    # locale: tr
`

// examples are one payment to each kind of recipient. The numbers are published ones, or made up with check digits that fit.
func examples() ([]payout.Item, error) {
	iban, ibanErr := payout.IBAN("TR920086402100005482986178", "Ayşe Yılmaz")
	phone, phoneErr := payout.Phone("+905321234567", payout.WithName("Mehmet Demir"))
	number, numberErr := payout.IdentityNumber("10000000146", payout.WithName("Zeynep Kaya"))
	member, memberErr := payout.MemberID("2228853")
	lira, liraErr := payout.TRY("48750.00")
	small, smallErr := payout.TRY("1250.50")
	return []payout.Item{
		{ExternalID: "2026-12-0001", Recipient: iban, Amount: lira, Description: "Maaş"},
		{ExternalID: "2026-12-0002", Recipient: phone, Amount: small, Description: "Prim"},
		{ExternalID: "2026-12-0003", Recipient: number, Amount: small, Description: "Prim"},
		{ExternalID: "2026-12-0004", Recipient: member, Amount: small, Description: "Prim", NonWithdrawable: true},
	}, errors.Join(ibanErr, phoneErr, numberErr, memberErr, liraErr, smallErr)
}
