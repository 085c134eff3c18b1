package io.gypsum.metadata.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import io.gypsum.core.GypsumException;
import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.metadata.search.SearchClause.allOf;
import static io.gypsum.metadata.search.SearchClause.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TextQueryTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "a b OR c AND NOT d | a AND b OR c AND NOT d",
      "NOT a b | NOT a b",
      "NOT (a AND b) | NOT a b",
      "NOT (a AND title:b) | NOT (a AND title:b)",
      "NOT (title:a AND title:AND) | NOT title:a \"AND\"",
      "NOT title: /a /b | NOT title: /a /b",
      "NOT a AND b | NOT a AND b",
      "NOT a b AND c d | NOT a b AND c AND d",
      "NOT a b OR c | NOT a b OR c",
      "NOT a b NOT c d | NOT a b AND NOT c d",
      "NOT a b (c d) | NOT a b AND c AND d",
      "NOT a b title:c d | NOT a b AND title:c AND title:d",
      "title:(NOT a b) | NOT title:a b",
      "NOT a% b | NOT a% b",
      "NOT NOT a b | a AND b",
      "NOT NOT NOT a | NOT a",
      "a AND NOT NOT b | a AND b",
      "(a (b c)) | a AND b AND c",
      "a OR (b OR c) | a OR b OR c",
      "(a OR b) c | (a OR b) AND c",
      "NOT(a OR b)c | NOT (a OR b) AND c",
      "title: a b OR c | title:a AND title:b OR c",
      "title: a NOT b | title:a AND NOT b",
      "title: a (b) c | title:a AND b AND c",
      "title: a genome: b c | title:a AND genome:b AND genome:c",
      "title:(a OR NOT b) c | (title:a OR NOT title:b) AND c",
      "title: (a b) | title:a AND title:b",
      "title:(a genome:b c) d | title:a AND genome:b AND genome:c AND d",
      "title:(a genome:b (c)) | title:a AND genome:b AND title:c",
      "NOT title: a b | NOT title:a b",
      "title:a:b | title:a:b",
      "title:AND | title:AND",
      "title::a | title::a",
      "title: /a | title: /a",
      "title:/a | title:/a",
      "https://example.org | https://example.org",
      "_a.b-c9:d | _a.b-c9:d",
      "9a:b é:b a/b:c a-b- | 9a:b AND é:b AND a/b:c AND a-b-",
      "neur* *seq a*b* | neur% AND %seq AND a%b%",
      "wom?n ?x title:?? a%b?c_d | wom?n AND ?x AND title:?? AND title:a%b_c_d",
      "*?% ? | %_% AND ?",
      "\"-atlas\" \"!x\" \"a*b?\" | \"-atlas\" AND \"!x\" AND \"a*b?\"",
      "\"AND\" \"title:atlas\" \"(a)\" | \"AND\" AND \"title:atlas\" AND \"(a)\"",
      "“brain” „x” (\"y\") NOT \"z\" w | brain AND x AND y AND NOT z w",
      "\"brain atlas\" OR “a b” c | \"brain atlas\" OR \"a b\" AND c",
      "title: \"brain atlas\" \"a b\" | title:\"brain atlas\" AND title:\"a b\"",
      "NOT title:\"brain atlas\" a \"b/c\" | NOT title:\"brain atlas\" a \"b/c\"",
      "title:(\"a b\" OR c) \"... \" | (title:\"a b\" OR title:c) AND \"... \"",
      "@user: alice @project:a_b x y | @user:alice AND @project:a_b AND x AND y",
      "NOT @user:alice x OR NOT @path:\"a (b)/*\" | NOT @user:alice AND x OR NOT @path:\"a (b)/*\"",
      "@asset:a_b* @version:v?%( @user:\"-x\" ) | @asset:a_b% AND @version:v_% AND @user:-x",
      "title:(a @user:b_c) title:@user:x | title:a AND @user:b_c AND title:@user:x",
      "@since:2030-01-31 @until:2030-01-31 | @since:2030-01-31T00:00:00Z AND @until:2030-01-31T23:59:59.999Z",
      "NOT @since:\"2030-01-31 12:00:00+01:00\" | NOT @since:2030-01-31T11:00:00Z",
      "@ @x alice@user:x @9: | @ AND @x AND alice@user:x AND @9:",
      "n:>5 n:>=-5 n:<5.0 n: <=1e9 n:=-0.5e-9 | n:>5 AND n:>=-5 AND n:<5.0 AND n:<=1E+9 AND n:=-5E-10",
      "NOT n:(>5 OR 20..30 =true) m:=false | NOT (n:>5 OR n:20..30 AND n:=true) AND m:=false",
      "NOT n:>5 <7 a 1..2 | NOT n:>5 <7 AND a AND 1..2",
      "NOT n:a >5 <7 b | NOT n:a >5 <7 AND b",
      "x:(n:>5 a) | n:>5 AND x:a",
      "n:-5 n: -5 n:-1..2 n:true n:5 | n:-5 AND n:-5 AND n:-1..2 AND n:true AND n:5",
      "n:\">5\" n:\"=true\" >5 1..2 | n:\">5\" AND n:\"=true\" AND n:>5 AND n:1..2",
      "NOT n:(a \">5\") >5 | NOT (n:a AND n:\">5\") AND >5",
      "NOT n:(>5 AND a) | NOT (n:>5 AND n:a)",
      "title:\"NOT\" title: \"-a\" b | title:NOT AND title:\"-a\" AND title:b",
      "5\" rock'n'roll 'x' a,b a&b #1 +x | 5\" AND rock'n'roll AND 'x' AND a,b AND a&b AND #1 AND +x",
      "and or not And | and AND or AND not AND And",
      "a\u3000AND\u00a0b\u2003c\td | a AND b AND c AND d",
      "a% %b c_d | a% AND %b AND c_d",
      "... | ..."})
  void queriesAreParsedAndFormatted(String query, String written) {
    SearchClause clause = TextQuery.parse(query);

    assertThat(TextQuery.format(clause)).isEqualTo(written);
    assertThat(TextQuery.parse(written)).isEqualTo(clause);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'\"brain atlas\"' | brain atlas |", "title:“HLA-DRA/B” | HLA-DRA/B | title",
      "\"AND:(x*)\" | AND:(x*) |"})
  void severalSearchTermsInQuotationMarksAreAPhrase(String query, String text, String field) {
    assertThat(TextQuery.parse(query)).isEqualTo(new SearchClause.Phrase(text, field));
  }

  @Test
  void comparisonsAndRangesInAFieldAreNumbers() {
    assertThat(TextQuery.parse("n:<=1.50 n:-1..2 n:=true n:5 5"))
        .isEqualTo(
            allOf(
                List.of(
                    SearchClause.number(
                        "n", SearchClause.Relation.LESS_OR_EQUAL, new BigDecimal("1.50")),
                    SearchClause.between("n", new BigDecimal(-1), new BigDecimal(2)),
                    SearchClause.bool("n", true), text("5").in("n"), text("5").in("n"))));
  }

  @ParameterizedTest
  @CsvSource({"2d,2030-01-29T12:00:00Z", "30m,2030-01-31T11:30:00Z"})
  void anAgeIsCountedFromTheTimeOfTheSearch(String age, Instant time) {
    Instant now = Instant.parse("2030-01-31T12:00:00Z");

    assertThat(TextQuery.parse("@since:" + age, now)).isEqualTo(SearchClause.after(time));
    assertThat(CheckedQuery.parse("@until:" + age, now).clause())
        .isEqualTo(SearchClause.notAfter(time));
  }

  @Test
  void aNameIsAPatternOnlyIfItContainsAWildcardOutsideOfQuotationMarks() {
    assertThat(TextQuery.parse("@project:a_b @asset:a_b* @path:\"a*b\""))
        .isEqualTo(
            allOf(
                List.of(
                    SearchClause.project("a_b"), SearchClause.asset("a_b%").asPattern(),
                    SearchClause.path("a*b"))));
  }

  @Test
  void aPercentSignMakesAWordAPatternButAnUnderscoreDoesNot() {
    assertThat(TextQuery.parse("NEUR% b_c title:x%"))
        .isEqualTo(
            allOf(
                List.of(
                    text("NEUR%").asPattern(), text("b_c"), text("x%").in("title").asPattern())));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "'' | 0 | something to search for",
      "'  ' | 0 | something to search for",
      "AND a | 0 | before AND",
      "OR | 0 | before OR",
      "a AND | 2 | after AND",
      "'a OR ' | 2 | after OR",
      "a NOT | 2 | after NOT",
      "a AND AND b | 6 | before AND",
      "a OR AND b | 5 | before AND",
      "NOT AND a | 4 | before AND",
      "(OR a) | 1 | before OR",
      "(a AND) | 3 | after AND",
      "() | 0 | after this (",
      "a (( )) | 3 | after this (",
      "( | 0 | after this (",
      "(a | 0 | a ) for this (",
      "a (b (c) | 2 | a ) for this (",
      ") | 0 | a ( before this )",
      "a) b | 1 | a ( before this )",
      "title: | 0 | after the field 'title:'",
      "a title: AND b | 2 | after the field 'title:'",
      "title: NOT b | 0 | after the field 'title:'",
      "title: genome: a | 0 | after the field 'title:'",
      "(title:) | 1 | after the field 'title:'",
      "title:() | 6 | after this (",
      "-atlas | 0 | NOT to exclude",
      "brain -atlas | 6 | NOT to exclude",
      "brain - atlas | 6 | NOT to exclude",
      "title:-atlas | 6 | NOT to exclude",
      "!x | 0 | NOT to exclude",
      "a (!b) | 3 | NOT to exclude",
      "n:>x | 3 | a number directly after '>'",
      "n:=x | 3 | a number, true or false directly after '='",
      "n:> 5 | 3 | a number directly after '>'",
      "n: >=true | 5 | a number directly after '>='",
      "n:(a OR <9%) | 9 | a number directly after '<'",
      "n:9..1 | 2 | a smaller number before '..'",
      "n:=1e1000001 | 3 | an exponent of at most 1000000",
      "n: a -5 | 5 | NOT to exclude",
      "-5..7 | 0 | NOT to exclude",
      "a_b* | 1 | a space instead of '_'",
      "x a_b? | 3 | a space instead of '_'",
      "a \"brain | 2 | a closing quotation mark",
      "a \"\" | 2 | words between the quotation marks",
      "\"a\"b | 3 | a space after the quotation mark",
      "a @usr:b | 2 | @project: @asset: @version: @path: @user: @since: @until: instead of '@usr:'",
      "a @User:b | 2 | instead of '@User:'",
      "@user: | 0 | a value after '@user:'",
      "@user:(a OR b) | 0 | a value after '@user:'",
      "@user: \"\" | 7 | words between",
      "title: @user:b | 0 | after the field 'title:'",
      "x @since:soon | 9 | a time such as 12h",
      "@until:+12345-01-01 | 7 | a time such as 12h",
      "@since:999999d | 7 | a time such as 12h",
      "a :b | 2 | the name of a field",
      "a : b | 2 | the name of a field"})
  void anInvalidQueryIsRefusedAtThePositionOfTheError(String query, int position, String expected) {
    QuerySyntaxException e =
        catchThrowableOfType(QuerySyntaxException.class, () -> TextQuery.parse(query));

    assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
    assertThat(e.expected()).contains(expected);
    assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID);
  }

  @ParameterizedTest
  @CsvSource({"a|b,1", "a || b,2", "title:a|b,7", "(a |b),3"})
  void aBarIsRefusedExceptInQuotationMarks(String query, int position) {
    QuerySyntaxException e =
        catchThrowableOfType(QuerySyntaxException.class, () -> TextQuery.parse(query));

    assertThat(e.position()).isEqualTo(position);
    assertThat(e.expected()).startsWith("OR between alternatives");
    assertThat(TextQuery.parse("\"a|b\"")).isEqualTo(SearchClause.phrase("a|b"));
    assertThat(TextQuery.parse("\"|b\"")).isEqualTo(text("|b"));
    assertThat(TextQuery.format(text("|b"))).isEqualTo("\"|b\"");
  }

  @ParameterizedTest
  @CsvSource({"brain^2,5", "brian~,5", "x brian~1,7", "title:brain^0.5,11", "title:[a TO z],6",
      "n:{1 TO 5},2"})
  void weightsDistancesAndRangesAreRefused(String query, int position) {
    assertThatThrownBy(() -> TextQuery.parse(query))
        .isInstanceOfSatisfying(
            QuerySyntaxException.class, e -> assertThat(e.position()).isEqualTo(position));
  }

  @Test
  void wordsThatOnlyContainTheseCharactersAreNot() {
    for (String word : List.of("a~b", "~home", "C++", "a^b", "[x]", "x[1]")) {
      assertThat(TextQuery.parse(word)).isEqualTo(text(word));
    }
    assertThat(TextQuery.parse("\"brain^2\"")).isEqualTo(text("brain^2"));
    assertThat(TextQuery.format(text("brain^2"))).isEqualTo("\"brain^2\"");
  }

  @Test
  void parenthesesCanBeNestedUpToTheLimitOnly() {
    int most = QueryParser.MAX_PARENTHESES;
    // Each level has the maximum depth: a negation in a conjunction in a disjunction. The innermost one negates two words.
    String deep = "a OR b NOT (".repeat(most) + "a OR b NOT c d" + ")".repeat(most);

    assertThat(TextQuery.parse(TextQuery.format(TextQuery.parse(deep))))
        .isEqualTo(TextQuery.parse(deep));
    assertThatThrownBy(() -> TextQuery.parse("(".repeat(most + 1) + "a" + ")".repeat(most + 1)))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("at most " + most + " nested parentheses");
  }

  @Test
  void parenthesesSideBySideAreNotLimited() {
    assertThatCode(() -> TextQuery.parse("(a) ".repeat(10_000))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", ")", "NOT ", "NOT NOT(", "title: ", "title:(", "a OR (", "AND "})
  void longRepetitionsDoNotOverflowTheStack(String part) {
    assertThatThrownBy(() -> TextQuery.parse(part.repeat(100_000)))
        .isInstanceOf(QuerySyntaxException.class);
  }

  @Test
  void queriesUpToTheMaximumLengthAreParsed() {
    String longest = "a".repeat(TextQuery.MAX_CHARS);

    assertThat(TextQuery.parse(longest)).isEqualTo(text(longest));
    assertThatThrownBy(() -> TextQuery.parse(longest + "a"))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("at most " + TextQuery.MAX_CHARS);
  }

  @Test
  void randomStringsAreParsedOrRefused() {
    Random random = new Random(1);
    String[] parts = {
        "AND", "OR", "NOT", "(", ")", ":", "title:", "a", "%", "_", "/", " ", "\t", "データ", "ο",
        "n:", ">", "=", "..", "5", "true", "@user:", "@since:", "2d", "2030-01-31", "\ud800",
        "\udc00", "-", ".", "\0", "\"", "'",
        "\u3000", "*", "?", "|", "!"};
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder query = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        query.append(
            random.nextInt(10) == 0
                ? Character.toString(random.nextInt(Character.MAX_CODE_POINT + 1))
                : parts[random.nextInt(parts.length)]);
      }
      try {
        SearchClause clause = TextQuery.parse(query.toString());
        assertThat(TextQuery.parse(TextQuery.format(clause))).isEqualTo(clause);
        read++;
      } catch (QuerySyntaxException e) {
        assertThat(e.position()).as(query.toString()).isBetween(0, query.length());
      }
    }
    assertThat(read).isGreaterThan(5_000);
  }

  @Test
  void formattedClausesAreParsedAsTheSameClause() {
    forAll(clauses(), clause -> {
      assertThat(TextQuery.parse(TextQuery.format(clause))).isEqualTo(clause);
    });
  }

  private static Generator<SearchClause> clauses() {
    Generator<SearchClause> word =
        Generators.of("a", "NEUR%", "データ", "b_c", "/x", "t:/x", "...", "%", "AND", "-a", "(")
            .map(text -> new SearchClause.Text(text, null, text.contains("%")));
    Generator<SearchClause> inField =
        Generators.of("a", "AND", "x:y", ":", "/x", "NOT%")
            .map(text -> new SearchClause.Text(text, "a.b", text.contains("%")));
    Generator<SearchClause> phrase =
        Generators.of("a b", "t:x", "AND (OR", "データ  -a", "x*/y?")
            .map(text -> new SearchClause.Phrase(text, text.length() > 5 ? "a.b" : null));
    Generator<SearchClause> property =
        Generators.of("p", "p_q%", "a b", "-x|y", "(", "a*?", "_%\u00fc")
            .map(
                name -> new SearchClause.Name(
                    List.of(SearchClause.NameOf.values()).get(name.length() % 5), name,
                    name.contains("%")));
    Generator<SearchClause> time =
        Generators.of("2030-01-31T12:00:00Z", "1970-01-01T00:00:00.000000001Z")
            .map(text -> new SearchClause.Time(Instant.parse(text), text.startsWith("2")));
    Generator<SearchClause> comparison =
        Generators.of("5", "-1.50", "1e9", "1E-999999", "0", "-9" + "9".repeat(99))
            .map(BigDecimal::new)
            .map(
                number -> number.signum() == 0
                    ? SearchClause.bool("a.b", true)
                    : number.precision() == 2
                        ? SearchClause.between("n", number, number)
                    : SearchClause.number(
                        "a.b", List.of(SearchClause.Relation.values()).get(number.precision() % 5),
                        number));
    return Generators.recursive(
        Generators.oneOf(word, inField, phrase, property, time, comparison), TextQueryTest::nested,
        4);
  }

  private static Generator<SearchClause> nested(Generator<SearchClause> clauses) {
    return Generators.oneOf(
        clauses.list(2, 4).map(SearchClause::allOf), clauses.list(2, 4).map(SearchClause::anyOf),
        clauses.map(SearchClause::not));
  }
}
