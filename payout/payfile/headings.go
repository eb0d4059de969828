package payfile

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/gen"
)

// column is what a heading says about the values below it.
type column struct {
	field    field
	kind     gen.RecipientType // of all recipients, or ""
	currency string            // of all amounts, or ""
	name     int               // 1 for a first name, 2 for a surname, 0 for all else
	weak     bool              // ids of last resort: the number of the row
	needless bool              // known, and no part of a payment
	problem  string            // why the values cannot be understood
	heading  string            // as the file has it
}

// synonyms are the headings of payrolls and lists of payments in Turkish and English, as fold writes them.
func synonyms() map[string]column {
	all := map[string]column{}
	for _, s := range []struct {
		column
		words string
	}{
		{column{field: itemExternalID}, "id itemid reference ref referans referansno referanskodu paymentreference sicil sicilno sicilnumarasi personelno personelkodu calisanid calisanno " +
			"employeeid employeeno employeenumber"},
		{column{field: itemExternalID, weak: true}, "sira sirano siranumarasi"},
		{column{field: recipientType}, "type alicitipi alicituru"},
		{column{field: recipientInfo}, "alicibilgisi"},
		{column{field: recipientInfo, kind: gen.RecipientTypeIBAN}, "iban ibanno ibannumarasi ibannumber aliciiban aliciibani aliciibanno"},
		{column{field: recipientInfo, kind: gen.RecipientTypePhone}, "phone phonenumber mobilephone telefon telefonno telefonnumarasi cep ceptel ceptelno ceptelefonu ceptelefonuno gsm gsmno"},
		{column{field: recipientInfo, kind: gen.RecipientTypeIdentityNumber}, "identitynumber tckn tcno tckimlik tckimlikno tckimliknumarasi kimlikno kimliknumarasi"},
		{column{field: recipientInfo, kind: gen.RecipientTypeMemberID}, "memberid uyeno uyeid uyenumarasi"},
		{column{field: recipientName}, "name fullname adsoyad adisoyadi adisoyad advesoyad adivesoyadi isimsoyisim alici aliciadi aliciadsoyad aliciadisoyadi aliciunvani " +
			"personeladsoyad personeladisoyadi calisanadisoyadi hesapsahibi accountholder beneficiary beneficiaryname employeename"},
		{column{field: recipientName, name: 1}, "ad adi isim firstname"},
		{column{field: recipientName, name: 2}, "soyad soyadi soyisim lastname surname"},
		{column{field: amount}, "tutar odenecek odenecektutar odemetutari netodenecek netodenecektutar nettutar netucret netmaas"},
		{column{field: currency}, "currencycode parabirimi doviz dovizcinsi dovizkodu"},
		{column{field: description}, "aciklama aciklamasi odemeaciklamasi"},
		{column{needless: true}, "tarih odemetarihi islemtarihi date paymentdate departman department bolum banka bankaadi bankakodu bank bankname sube subeadi " +
			"subekodu branch eposta email mail"},
	} {
		for _, word := range strings.Fields(s.words) {
			all[word] = s.column
		}
	}
	for _, f := range fields() {
		all[fold(string(f))] = column{field: f}
	}
	return all
}

// columnOf reads a heading. Of one that is not known the field is noField; a unit that it names is in the currency or the problem.
func (h *header) columnOf(heading string) column {
	name := fold(heading)
	if known, is := h.known[name]; is {
		return known
	}
	var rest strings.Builder
	found := column{}
	for _, word := range strings.FieldsFunc(signs().Replace(heading), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		switch word = fold(word); word {
		case "tl", "try", "usd", "eur", "gbp":
			code := strings.Replace(strings.ToUpper(word), "TL", "TRY", 1)
			if found.currency != "" && found.currency != code {
				found.problem = "names two currencies: write the amounts of one into it, or add a column currency"
			}
			found.currency = code
		case "kurus", "krs", "cent", "cents", "bin", "binler", "milyon", "thousand", "thousands", "million":
			found.problem = "counts in other units than whole liras: write amounts like 1250.50, and leave the unit out"
		default:
			rest.WriteString(word)
		}
	}
	if base, is := h.known[rest.String()]; is && base.field == amount && (found.currency != "" || found.problem != "") && !strings.ContainsFunc(signs().Replace(heading), isSign) {
		found.field = amount
	}
	return found
}

// signs writes the signs of currencies as their codes.
func signs() *strings.Replacer {
	return strings.NewReplacer("₺", " tl ", "€", " eur ", "$", " usd ", "£", " gbp ")
}

// recipientKind finds the vendor's recipient type by its folded name, "" if there is none.
func recipientKind(name string) gen.RecipientType {
	for _, kind := range []gen.RecipientType{gen.RecipientTypeIBAN, gen.RecipientTypePhone, gen.RecipientTypeIdentityNumber, gen.RecipientTypeMemberID} {
		if name == fold(string(kind)) {
			return kind
		}
	}
	return ""
}

// isTotal recognises what stands before the sum of a list.
func isTotal(cell string) bool {
	switch fold(cell) {
	case "toplam", "geneltoplam", "toplamtutar", "yekun", "total", "grandtotal", "totalamount", "sum":
		return true
	}
	return false
}

// isSign finds what changes the meaning of a number.
func isSign(r rune) bool { return unicode.Is(unicode.Sc, r) || r == '%' || r == '‰' }

// fold writes words alike that people write differently: in capital letters, without accents, with blanks, points or hyphens.
func fold(s string) string {
	return lower(strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !isSign(r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// lower makes small letters of capital ones, with one letter for the i that Turkish writes with and without a dot.
func lower(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), "ı", "i")
}
