package payfile

import (
	"cmp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/gen"
)

// column is what a heading says about the values below it.
type column struct {
	field    field
	kind     gen.RecipientType // of all recipients, or ""
	unit                       // of all amounts
	name     int               // 1 for a first name, 2 for a surname, 0 for all else
	weak     bool              // ids of last resort: the number of the row
	needless bool              // known, and no part of a payment
	period   bool              // what the payments are for
	chosen   bool              // a person said what it is
	heading  string            // as the file has it
}

// unit is what words say about the amounts below them.
type unit struct {
	currency string // ISO 4217 code, or ""
	shift    int    // by how many digits the decimal sign moves to the right: 3 for thousands, -2 for kuruş
	problem  string // why the amounts cannot be understood
}

// synonyms are the headings of payrolls and lists of payments in Turkish and English, as fold writes them.
func synonyms() map[string]column {
	all := map[string]column{}
	for _, s := range []struct {
		column
		words string
	}{
		{column{field: itemExternalID}, "id itemid reference ref referans referansno referanskodu sicil sicilno sicilnumarasi personelno personelkodu calisanid calisanno " +
			"employeeid employeeno employeenumber islemno dekontno odemeno odemereferansi odemereferansno " +
			"referansnumarasi islemreferansi musterireferansi paymentid transactionid"},
		{column{field: itemExternalID, weak: true}, "sira sirano siranumarasi"},
		{column{field: recipientType}, "type alicitipi alicituru"},
		{column{field: recipientInfo}, "alicibilgisi alicibilgisiiban"},
		{column{field: recipientInfo, kind: gen.RecipientTypeIBAN}, "iban ibanno ibannumarasi ibannumber aliciiban aliciibani aliciibanno lehtariban lehdariban beneficiaryiban recipientiban"},
		{column{field: recipientInfo, kind: gen.RecipientTypePhone}, "phone phonenumber mobilephone telefon telefonno telefonnumarasi cep ceptel ceptelno ceptelefonu ceptelefonuno gsm gsmno"},
		{column{field: recipientInfo, kind: gen.RecipientTypeIdentityNumber}, "identitynumber tckn tcno tckimlik tckimlikno tckimliknumarasi tckimlik tcnumarasi tc kimlikno kimliknumarasi"},
		{column{field: recipientInfo, kind: gen.RecipientTypeMemberID}, "memberid uyeno uyeid uyenumarasi"},
		{column{field: recipientName}, "name fullname adsoyad adisoyadi adisoyad advesoyad adivesoyadi isimsoyisim alici aliciadi aliciadsoyad aliciadisoyadi aliciunvani " +
			"personeladsoyad personeladisoyadi calisanadisoyadi hesapsahibi accountholder beneficiary beneficiaryname employeename payee payeename recipient lehtar lehdar " +
			"lehtaradi lehtaradsoyad lehtaradisoyadi lehdaradi lehdaradsoyad lehdaradisoyadi tedarikci tedarikciadi tedarikciunvani hesapsahibiadi hesapsahibiadsoyad " +
			"hesapsahibiadisoyadi hesapadi aliciadiunvani aliciadsoyadunvan aliciunvan adsoyadunvan adisoyadiunvani alacakli alacakliadi cariadi cariunvan cariunvani " +
			"firmaadi firmaunvan firmaunvani musteriadi saticiadi"},
		{column{field: recipientName, name: 1}, "ad adi isim firstname"},
		{column{field: recipientName, name: 2}, "soyad soyadi soyisim lastname surname"},
		{column{field: amount}, "tutar odenecek odenecektutar odemetutari netodenecek netodenecektutar nettutar netucret netmaas netodeme odemetutar odenecekmeblag meblag havaletutari aktarilacaktutar yatirilacaktutar odeneceknettutar netelegecen elegecen hakedis hakedistutari nethakedis netpay netsalary netamount paymentamount"},
		{column{field: currency}, "currencycode parabirimi doviz dovizcinsi dovizkodu"},
		{column{field: description}, "paymentreference aciklama aciklamasi odemeaciklamasi islemaciklamasi paymentdescription"},
		{column{needless: true, period: true}, "donem donemi odemedonemi maasdonemi period payperiod"},
		{column{needless: true}, "tarih odemetarihi islemtarihi date paymentdate departman department bolum banka bankaadi bankakodu bank bankname sube subeadi " +
			"subekodu branch bankcode branchcode branchname eposta epostaadresi email mail hesapno hesapnumarasi accountnumber gorev gorevi pozisyon position isegiristarihi " +
			"isecikistarihi istencikistarihi brut brutucret brutmaas brutkazanc sgkiscipayi sgkisciprimi sgkprimi issizlikprimi gelirvergisi damgavergisi gonderen gondereniban " +
			"gonderenhesap gonderici gondericiiban borcluiban senderiban grosspay grosssalary " +
			"bankasube bankasubesi swift swiftkodu bic adres adresi address sehir il ilce city ulke country vergino vkn vergikimlikno vergidairesi tcknvkn"},
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

// columnOf reads a heading. Of one that is not known there is no field, but perhaps a unit.
func (h *header) columnOf(heading string) column {
	if known, is := h.known[fold(heading)]; is {
		return known
	}
	found, rest := unitOf(heading)
	if base, is := h.known[rest]; is && base.field == amount && found != (unit{}) && !strings.ContainsFunc(signs().Replace(heading), isSign) {
		return column{field: amount, unit: found}
	}
	return column{unit: found}
}

// unitOf finds the currency and the unit that words name. The rest is folded.
func unitOf(words string) (found unit, rest string) {
	for _, word := range strings.FieldsFunc(signs().Replace(words), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		code := ""
		switch word = fold(word); word {
		case "tl", "try":
			code = "TRY"
		case "usd", "eur", "gbp":
			code = strings.ToUpper(word)
		case "kurus", "krs":
			code, found.shift = "TRY", -2
		case "bin", "binler", "thousand", "thousands":
			found.shift = 3
		case "milyon", "million":
			found.shift = 6
		case "cent", "cents":
			found.problem = "counts in cents: write amounts like 1250.50"
		default:
			rest += word
		}
		if code != "" && found.currency != "" && found.currency != code {
			found.problem = "names two currencies: write the amounts of one into it, or add a column currency"
		}
		found.currency = cmp.Or(code, found.currency)
	}
	return found, rest
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

// isTotal recognises what stands before a sum. Anything else in the cell could be somebody's name.
func isTotal(cell string) bool {
	is, _ := totalOf(cell)
	return is
}

// totalOf also tells whether the sum says itself that it is that of a part.
func totalOf(cell string) (is, part bool) {
	if strings.ContainsFunc(cell, isSign) {
		cell = signs().Replace(cell)
	}
	for word := range strings.FieldsFuncSeq(cell, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		switch word = fold(word); word {
		case "toplam", "toplami", "toplamlar", "yekun", "total", "totals", "geneltoplam", "grandtotal", "sum":
			is = true
		case "aratoplam", "subtotal":
			is, part = true, true
		case "ara", "sub", "sube", "subesi", "departman", "departmani", "bolum", "bolumu", "grup", "grubu", "sayfa", "page", "branch", "department", "group":
			part = true
		case "genel", "grand", "net", "odenecek", "odeme", "odemeler", "tutar", "tutari", "maas", "maaslar", "ucret", "hakedis", "personel", "calisan", "kisi", "adet", "kayit",
			"of", "all", "amount", "payment", "payments", "lines", "tl", "try", "usd", "eur", "gbp", "lira":
		default:
			if strings.Trim(word, "0123456789") != "" {
				return false, false
			}
		}
	}
	return is, is && part
}

// isSigner recognises what stands above or before the name of whoever made or approved a list.
func isSigner(cell string) bool {
	before, _, _ := strings.Cut(cell, ":")
	switch fold(before) {
	case "hazirlayan", "hazirlayanlar", "duzenleyen", "tanzimeden", "onay", "onaylayan", "onaylayanlar", "kontrol", "kontroleden", "imza", "kaseimza", "kaseveimza",
		"preparedby", "approvedby", "checkedby", "approval", "signature", "signatures", "signedby":
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
