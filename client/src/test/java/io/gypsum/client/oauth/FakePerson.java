package io.gypsum.client.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.gypsum.client.signin.SignInPrompt;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A user who immediately follows the instructions of a prompt. */
final class FakePerson implements SignInPrompt {
  final List<String> codes = new ArrayList<>();
  final List<String> pages = new ArrayList<>();
  private final Consumer<URI> browser;

  FakePerson() {
    this(page -> {
      throw new AssertionError("no browser should be opened");
    });
  }

  FakePerson(Consumer<URI> browser) {
    this.browser = browser;
  }

  @Override
  public void enterCode(String userCode, URI page, Duration validFor) {
    codes.add(userCode + " at " + page + " within " + validFor.toMinutes() + " min");
  }

  @Override
  public void openBrowser(URI page) {
    browser.accept(page);
  }

  /** Opens {@code address} and records the page. */
  void visit(URI address) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      int status = connection.getResponseCode();
      try (InputStream page =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        pages.add(status + " " + new String(page.readAllBytes(), UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
