package io.gypsum.client.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The fake GitHub checks the PKCE verifier and grants nothing if it is wrong. */
class BrowserFlowTest {
  @TempDir Path directory;
  private SignInFixture fixture;

  @BeforeEach
  void start() {
    fixture = new SignInFixture(directory);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void signsInAndStoresTheToken() {
    FakePerson person = person((who, page) -> who.visit(fixture.github.approve(page)));
    AccessToken token = fixture.signIn().browserFlow(person);
    assertThat(token)
        .isEqualTo(new AccessToken(FakeGitHub.TOKEN, Optional.of("jane"), Optional.empty()));
    assertThat(person.pages).hasSize(1);
    assertThat(person.pages.get(0)).startsWith("200 ").contains("You are signed in to GitHub");
    assertThat(fixture.tokenFile).hasContent(FakeGitHub.TOKEN + "\njane\ninf\n");
  }

  @Test
  void onlyARequestWithTheStateEndsTheWait() {
    FakePerson person = person((who, page) -> {
      URI back = fixture.github.approve(page);
      String state = back.toString().replaceAll(".*&state=", "");
      who.visit(replaced(back, state, otherThan(state.charAt(0)) + state.substring(1)));
      who.visit(replaced(back, state, state + "A"));
      who.visit(replaced(back, state, ""));
      who.visit(replaced(back, "&state=" + state, ""));
      who.visit(replaced(back, "&state=" + state, "&state=" + state + "&state=x"));
      who.visit(URI.create(back.toString().replaceAll("\\?.*", "?error=access_denied")));
      who.visit(URI.create(back.toString().replaceAll("\\?.*", "")));
      who.visit(replaced(back, "/callback", "/favicon.ico"));
      who.visit(back);
    });
    assertThat(fixture.signIn().browserFlow(person).token()).isEqualTo(FakeGitHub.TOKEN);
    assertThat(person.pages)
        .extracting(page -> page.substring(0, 3))
        .containsExactly("400", "400", "400", "400", "400", "400", "400", "404", "200");
  }

  @Test
  void keepsWaitingIfTheCodeIsMissing() {
    FakePerson person = person((who, page) -> {
      who.visit(fixture.github.leadBack(page, "code="));
      who.visit(fixture.github.leadBack(page, "other=1"));
      who.visit(fixture.github.approve(page));
    });
    assertThat(fixture.signIn().browserFlow(person).token()).isEqualTo(FakeGitHub.TOKEN);
    assertThat(person.pages)
        .extracting(page -> page.substring(0, 3))
        .containsExactly("400", "400", "200");
  }

  @Test
  void usesTheFirstRedirectOnly() {
    FakePerson person = person((who, page) -> {
      who.visit(fixture.github.approve(page));
      who.visit(fixture.github.deny(page));
    });
    assertThat(fixture.signIn().browserFlow(person).token()).isEqualTo(FakeGitHub.TOKEN);
    assertThat(person.pages.get(1)).startsWith("400 ");
  }

  @Test
  void reportsARefusal() {
    FakePerson person = person((who, page) -> who.visit(fixture.github.deny(page)));
    GypsumException failure = failure(person);
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.FORBIDDEN);
    assertThat(failure).hasMessageContaining("refused at GitHub");
    assertThat(person.pages.get(0)).contains("did not sign you in").doesNotContain("denied");
    assertThat(fixture.tokenFile).doesNotExist();
  }

  @Test
  void pagesContainNothingOfARequest() {
    FakePerson person = person((who, page) -> {
      URI back = fixture.github.leadBack(page, "error=%3Cb%3E&error_description=%3Ci%3E");
      who.visit(back);
    });
    assertThat(failure(person)).hasMessageContaining("'<b>': <i>");
    assertThat(person.pages.get(0)).doesNotContain("<b>", "<i>");
  }

  @Test
  void reportsWhyTheCodeWasRejected() {
    fixture.github.tokenAnswers.add(
        "{\"error\":\"incorrect_client_credentials\",\"error_description\":\"not "
            + FakeGitHub.CLIENT_SECRET + " and " + FakeGitHub.CODE + "\"}");
    FakePerson person = person((who, page) -> who.visit(fixture.github.approve(page)));
    assertThat(failure(person))
        .hasMessage(
            "cannot sign in: GitHub answered 'incorrect_client_credentials': not … and …");
  }

  @Test
  void failsIfTheBrowserDoesNotComeBack() {
    FakePerson person = person((who, page) -> {});
    GypsumException failure =
        catchThrowableOfType(
            GypsumException.class,
            () -> fixture.signIn().browserFlow(person, Duration.ofMillis(1)));
    assertThat(failure).hasMessageContaining("did not return within");
  }

  @Test
  void anInterruptEndsTheWait() {
    FakePerson person = person((who, page) -> Thread.currentThread().interrupt());
    assertThat(failure(person)).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void neverReusesAStateOrAChallenge() {
    FakePerson person = person((who, page) -> {
      who.codes.add(page.getRawQuery().replaceAll(".*&state=", ""));
      who.visit(fixture.github.approve(page));
    });
    SignIn signIn = fixture.signIn();
    signIn.browserFlow(person);
    signIn.browserFlow(person);
    assertThat(person.codes).doesNotHaveDuplicates().hasSize(2);
  }

  private GypsumException failure(FakePerson person) {
    return catchThrowableOfType(
        GypsumException.class, () -> fixture.signIn().browserFlow(person));
  }

  private static URI replaced(URI address, String part, String other) {
    return URI.create(address.toString().replace(part, other));
  }

  private static FakePerson person(BiConsumer<FakePerson, URI> browser) {
    FakePerson[] self = new FakePerson[1];
    self[0] = new FakePerson(page -> browser.accept(self[0], page));
    return self[0];
  }

  /** Returns a letter that differs from the first one of a random state. */
  private static String otherThan(char letter) {
    return letter == 'A' ? "B" : "A";
  }
}
