package wording

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// commitments are the words that a rule is made of, English and Turkish, by what they commit to. A star stands for any ending.
const commitments = `
must:        must shall require* mandatory obligat* compulsory needed zorunlu* gerekli* gerekir gerekmektedir mecburi şart*
optional:    optional* opsiyonel isteğe
should:      should recommend* advis* öneril*
not:         not no never without none neither nor cannot non değil* olmayan yok* olmaz olamaz edilmez edilemez verilmez asla hiçbir geçersiz
forbidden:   forbid* forbidden prohibit* disallow* yasak*
only:        only solely exclusively sadece yalnızca yalnız
if:          if conditional* when whenever where once after upon eğer ise durumunda halinde sonra
before:      before prior until till önce kadar
except:      unless except excluding apart hariç dışında
either:      either
both:        both simultaneously
least:       atleast minimum
most:        atmost maximum
exactly:     exactly precisely tam
more:        more greater larger above exceed* longer higher fazla büyük aşan
less:        less fewer smaller below shorter lower küçük
positive:    positive pozitif
negative:    negative negatif
zero:        zero sıfır*
unique:      unique* distinct benzersiz* tekil* eşsiz
same:        same identical aynı
idempotent:  idempoten* idempotans
duplicate:   duplicat* repeated twice double* thrice mükerrer tekrar*
default:     default* varsayılan*
ignored:     ignor* disregard* yoksay*
immediately: immediate* instant* hemen anında
how-many-all: all every tüm bütün
how-many-any: any some herhangi
thing-item:  item items line lines order orders kalem* satır*
thing-batch: batch massbatch
thing-init: initializ* initialis* initiat*
thing-auth: authoriz* authoris*
thing-external: external
thing-internal: internal
thing-call:  call
thing-paid:  paid
thing-merchant: merchant merchants işyeri
thing-recipient: recipient recipients receiver beneficiary payee alıcı*
unchanged:   unchanged stay stays remain remains untouched unaffected değişme*
reject:      reject* refus* declin* deni* reddedil*
accept:      accept* approv* kabul onay*
success:     success* succeed* başarıl*
fail:        fail* unsuccess* başarısız*
valid:       valid geçerli
invalid:     invalid*
cancel:      cancel* abort* iptal*
expire:      expir* timeout timed
notyet:      notyet await* waiting pending bekle*
final:       final* irrevers* irrevoc* permanent* kesin*
retry:       retry* retries retried resubmit* resend*
reuse:       reus*
refund:      refund* reimburs* givenback iade*
credit:      credit* alacak*
debit:       debit* deduct* charg* withdrawn* düşül* kesil* kesint*
block:       block* freez* frozen bloke*
hold:        hold held withheld
reserve:     reserv* rezerv*
release:     releas*
net:         net netto
gross:       gross brüt
including:   includ* inclusive dahil*
limit:       limit* cap capped sınır*
encrypted:   encrypt* şifrele*
hashed:      hash* 
signed:      signed unsigned imzal*
deprecated:  deprecat* obsolete discontinu* removed
ascending:   ascending artan
descending:  descending azalan
ms:          ms millisecond* milisaniye*
second:      seconds sec saniye*
minute:      minute* dakika*
hour:        hour* hourly saat*
day:         day* daily günlük gün
businessday: businessday*
week:        week* hafta*
month:       month* ay
year:        year* yıl*
utc:         utc gmt
localtime:   timezone istanbul
percent:     percent* yüzde
minorunit:   kuruş kurus cent cents minorunit*
majorunit:   lira liras majorunit*
character:   character* karakter*
digit:       digits digit hane*
byte:        byte*
decimal:     decimals fraction* ondalık
hex:         hex hexadecimal
lower-case:  lowercase
upper-case:  uppercase
production:  production live canlı
sandbox:     sandbox test staging
encoded:     urlencoded
synchronous: synchron* senkron*
asynchronous: asynchron* asenkron*
empty:       empty blank null boş
estimate:    estimat* approximat* yaklaşık
masked:      mask*
tax:         tax taxes vat kdv vergi*
rounded:     round* truncat* yuvarla*
alphanumeric: alphanumeric* alfanümerik
numeric:     numeric sayısal
letters:     letters harf*
partial:     partial* kısmen kısmi
reverse:     revers* rollback
automatic:   automatic* otomatik*
manual:      manual* elle
suspended:   suspend* askıya
ongoing:     being ongoing currently
bank:        bank banks banka*
commission:  commission* komisyon*
wallet:      wallet* cüzdan*
balance:     balance* bakiye*
keep:        keeps retains
thing-first: first ilk
thing-last:  last latest son
thing-sender: sender gönderen
`

// together joins words that only commit together. Each begins where a word begins.
var together = func() *strings.Replacer {
	pairs := []string{
		"at least one of", "either both", "one or both of", "either both", "one of", "either", "or both", "both",
		"at least", "atleast", "at minimum", "atleast", "no less than", "atleast", "not less than", "atleast", "no fewer than", "atleast", "or more", "atleast", "starting from", "atleast", "en az", "atleast", "minimum of", "atleast",
		"at most", "atmost", "at maximum", "atmost", "up to", "atmost", "no more than", "atmost", "not more than", "atmost", "must not exceed", "must atmost", "cannot exceed", "atmost", "may not exceed", "atmost", "not exceed", "atmost", "or less", "atmost", "en fazla", "atmost", "en çok", "atmost", "maximum of", "atmost",
		"has to", "must", "have to", "must", "needs to", "must", "need to", "must", "is needed", "must",
		"not required", "optional", "not mandatory", "optional", "need not", "optional", "zorunlu değil", "optional",
		"not allowed", "forbidden", "not permitted", "forbidden", "must not", "forbidden", "may not", "forbidden", "shall not", "forbidden", "under way", "ongoing", "underway", "ongoing", "no longer", "not", "all or nothing", "only all",
		"not yet", "notyet", "in case", "if", "provided that", "if", "as soon as", "if", "as long as", "if", "given back", "refund", "paid back", "refund", "geri öden", "refund ",
		"returned to the balance", "refund", "returned to your balance", "refund", "returned to the merchant", "refund", "returned to merchant", "refund",
		"business day", "businessday", "working day", "businessday", "iş gün", "businessday ", "smallest currency unit", "minorunit", "smallest unit", "minorunit", "minor unit", "minorunit", "major unit", "majorunit",
		"left as they are", "unchanged", "left as it is", "unchanged", "stay as they are", "unchanged", "not changed", "unchanged", "at once", "immediately", "right away", "immediately",
		"mass payout item", "item", "payout item", "item", "mass payout", "massbatch", "mass-payout", "massbatch",
		"lower case", "lowercase", "lower-case", "lowercase", "upper case", "uppercase", "upper-case", "uppercase", "time zone", "timezone", "local time", "timezone",
		"case sensitive", "exactly same", "case insensitive", "exactly not same", "such as", " ", "regardless of", "if not if",
		"unsuccessful", "fail", "not successful", "fail", "not valid", "invalid", "invalid", "invalid", "as well as", " ", "both of", "both", "all of", " ",
		"per cent", "percent",
	}
	for i, phrase := range pairs {
		pairs[i] = " " + phrase
	}
	return strings.NewReplacer(pairs...)
}()

var numbers = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"iki": "2", "üç": "3", "dört": "4", "beş": "5", "on": ""}

// measured: over and under compare only where a number follows.
var measured = regexp.MustCompile(`\b(over|under) (\d)`)

var counted = regexp.MustCompile(`\b(atleast|atmost|exactly)\s+(one|bir|a single|a)\b`)

// phrases lower-cases the words of a text, but not the names in it, and joins the words that only commit together.
func phrases(text string, named map[string]bool) string {
	text = word.ReplaceAllStringFunc(text, func(t string) string {
		if named[t] {
			return t
		}
		lower := strings.ToLower(t)
		if n := numbers[lower]; n != "" {
			return n
		}
		return lower
	})
	text = strings.Join(strings.Fields(contracted.Replace(strings.NewReplacer("*", " ", "\\", "", "`", " ", "(", " ", "\"", " ").Replace(text))), " ")
	text = measured.ReplaceAllStringFunc(text, func(m string) string {
		return strings.NewReplacer("over", "more", "under", "less").Replace(m)
	})
	return counted.ReplaceAllString(together.Replace(" "+text), "$1 1")
}

type entry struct{ class, stem string }

// dictionary is commitments as a list: whole words first.
var dictionary = sync.OnceValues(func() (whole map[string]string, stems []entry) {
	whole = map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(commitments), "\n") {
		class, words, _ := strings.Cut(line, ":")
		for _, w := range strings.Fields(words) {
			if stem, open := strings.CutSuffix(w, "*"); open {
				stems = append(stems, entry{class, stem})
			} else {
				whole[w] = class
			}
		}
	}
	return whole, stems
})

// classOf is what a word commits to, or nothing. A misspelt word of some length counts as the one that was meant.
func classOf(t string) string {
	t = strings.ToLower(t)
	whole, stems := dictionary()
	if class := whole[t]; class != "" {
		return class
	}
	longest := entry{}
	for _, e := range stems {
		if strings.HasPrefix(t, e.stem) && len(e.stem) > len(longest.stem) {
			longest = e
		}
	}
	if longest.class != "" || utf8.RuneCountInString(t) < 6 {
		return longest.class
	}
	for _, e := range stems {
		if n := utf8.RuneCountInString(e.stem); n >= 6 {
			runes := []rune(t)
			for _, cut := range []int{n - 1, n, n + 1} {
				if cut <= len(runes) && nearly(string(runes[:cut]), e.stem) {
					return e.class
				}
			}
		}
	}
	for known, class := range whole {
		if utf8.RuneCountInString(known) >= 6 && nearly(t, known) {
			return class
		}
	}
	return ""
}

// nearly reports whether two words differ by one letter: missing, additional, another, or two that changed places.
func nearly(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return len(y)-len(x) == 1 && string(x[i:]) == string(y[i+1:])
	}
	if i >= len(x)-1 {
		return true
	}
	return string(x[i+1:]) == string(y[i+1:]) || x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}

var arrow = strings.NewReplacer("->", "→", "=>", "→", "&rarr;", "→")

// contracted writes short forms and HTML entities out.
var contracted = strings.NewReplacer("can't", "cannot", "can’t", "cannot", "won't", "will not", "won’t", "will not", "n't", " not", "n’t", " not",
	"i̇", "i", "&amp;", "&", "&nbsp;", " ", "&lt;", "<", "&gt;", ">")

// capitalised are words that people write in capitals although they name no value.
var capitalised = []string{"API", "JSON", "HTTP", "HTTPS", "URL", "NOTE", "IMPORTANT", "WARNING", "THE", "AND", "NOT", "MUST", "ONLY", "REQUIRED", "OPTIONAL", "UUID", "IDS"}
