package vcr

import (
	"fmt"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"math/big"
	"strings"
)

// kind is a form that personal data has.
type kind string

const (
	kindIBAN     kind = "IBAN"
	kindPhone    kind = "phone number"
	kindIdentity kind = "identity number"
	kindNumber   kind = "number" // member ids, and digits that may be anything
	kindMail     kind = "mail address"
	kindText     kind = "text"
)

var (
	ibanForm     = lazyregexp.New(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)
	phoneForm    = lazyregexp.New(`^(?:\+90|0090|90|0)?[2-5][0-9]{9}$`)
	identityForm = lazyregexp.New(`^[1-9][0-9]{10}$`)
	numberForm   = lazyregexp.New(`^\+?[0-9]+$`)
	mailForm     = lazyregexp.New(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
)

// kindOf tells the form of an identifier that normal has written.
func kindOf(s string) kind {
	switch {
	case ibanForm().MatchString(s):
		return kindIBAN
	case strings.HasPrefix(s, "+90") && phoneForm().MatchString(s):
		return kindPhone
	case identityForm().MatchString(s):
		return kindIdentity
	case numberForm().MatchString(s):
		return kindNumber
	case mailForm().MatchString(s):
		return kindMail
	}
	return kindText
}

// normal writes an identifier in one way, whatever groups and prefixes it comes with.
func normal(s string) string {
	digits := joined(s)
	upper := strings.ToUpper(digits)
	switch {
	case ibanForm().MatchString(upper):
		return upper
	case phoneForm().MatchString(digits) && !identityForm().MatchString(digits):
		return "+90" + digits[len(digits)-10:]
	case numberForm().MatchString(digits):
		return digits
	}
	return strings.TrimSpace(s)
}

// joined leaves out what stands between the groups of an identifier.
func joined(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()\u00a0\u202f", r) {
			return -1
		}
		return r
	}, s)
}

// fake makes the nth stand-in for a value: of the same form, with check digits that fit where those of the value do, and
// such that nobody has it. n counts from 1.
func fake(k kind, n int, value string) string {
	switch k {
	case kindIBAN:
		return fakeIBAN(n, value)
	case kindPhone:
		return fmt.Sprintf("+90500%07d", n) // no operator has 500
	case kindIdentity:
		return fakeIdentity(n, value)
	case kindNumber:
		sign := ""
		if strings.HasPrefix(value, "+") {
			sign = "+"
		}
		length := max(len(value)-len(sign), 8)
		if length == 11 {
			length++ // eleven digits are an identity number
		}
		return fmt.Sprintf("%s998%0*d", sign, length-3, n) // 999 begins fake identity numbers
	case kindMail:
		return fmt.Sprintf("masked-%d@example.invalid", n)
	}
	return fmt.Sprintf("masked text %d", n)
}

// noBank is a bank code that no bank has; every fake IBAN has it.
const noBank = "99999"

// fakeIBAN keeps country and length, and letters where letters are.
func fakeIBAN(n int, value string) string {
	account := value[4:]
	digits := strings.Count(letters().ReplaceAllString(account, ""), "") - 1
	if digits < len(noBank)+4 {
		account = strings.Repeat("0", len(account))
		digits = len(account)
	}
	number := []byte(fmt.Sprintf("%s%0*d", noBank, digits-len(noBank), n))
	made := []byte(account)
	for i := range made {
		if made[i] < '0' || made[i] > '9' {
			made[i] = 'X'
			continue
		}
		made[i], number = number[0], number[1:]
	}
	check := 98 - mod97(string(made)+value[:2]+"00")
	if mod97(value[4:]+value[:4]) != 1 {
		check = (check-1)%97 + 2 // as wrong as the value's
	}
	return fmt.Sprintf("%s%02d%s", value[:2], check, made)
}

var letters = lazyregexp.New(`[A-Z]+`)

func isFakeIBAN(s string) bool {
	return strings.HasPrefix(letters().ReplaceAllString(s[4:], ""), noBank)
}

// mod97 is the remainder of ISO 7064, letters counting from A = 10.
func mod97(s string) int {
	var digits strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			fmt.Fprint(&digits, r-'A'+10)
		} else {
			digits.WriteRune(r)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	if !ok {
		return 0
	}
	return int(n.Mod(n, big.NewInt(97)).Int64())
}

// noCitizen begins every fake identity number.
const noCitizen = "99900"

// fakeIdentity makes a number of eleven digits, or of ten as one of the published ones has.
func fakeIdentity(n int, value string) string {
	if len(value) == 10 {
		return fmt.Sprintf("%s%05d", noCitizen, n)
	}
	made := withChecks(fmt.Sprintf("%s%04d", noCitizen, n))
	if len(value) == 11 && value != withChecks(value[:9]) {
		made = made[:10] + string('0'+(made[10]-'0'+1)%10)
	}
	return made
}

// withChecks appends the two check digits of a Turkish identity number to its first nine.
func withChecks(nine string) string {
	odd, even, all := 0, 0, 0
	for i, c := range nine {
		all += int(c - '0')
		if i%2 == 0 {
			odd += int(c - '0')
		} else {
			even += int(c - '0')
		}
	}
	tenth := ((odd*7-even)%10 + 10) % 10
	return fmt.Sprintf("%s%d%d", nine, tenth, (all+tenth)%10)
}
