package io.gypsum.client.oauth;

import java.util.Optional;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.signin.ServerUser;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.retry.CallKind;

/** Asks a gypsum server for the user of an access token (rest-api.md, section 5). Thread-safe. */
record UserRequest(HttpTransport http, ServerUrl server) {
  /** What the request is for, as the end of a message that starts with "cannot". */
  static final String ACTION = "identify the user of the access token";

  private static final int MAX_LOGIN_CHARS = 1_000;

  /** The response of the server. */
  private record UserDocument(String login, boolean administrator) {
    private static final RecordCodec<UserDocument> CODEC =
        RecordCodec.of(
            Property.required(
                "login", JsonType.readOnly(UserRequest::readLogin), UserDocument::login),
            Property.required("administrator", JsonType.BOOLEAN, UserDocument::administrator),
            UserDocument::new);

    private static UserDocument read(JsonInput in) {
      return CODEC.read(in);
    }
  }

  /**
   * Returns the user; empty if the server has no such route, which is an addition of gypsum-java.
   *
   * @throws RequestFailedException UNAUTHENTICATED if the token is invalid
   */
  Optional<ServerUser> send(BearerToken token) {
    ClientRequest request =
        ClientRequest.authorized(ACTION, "GET", server.route("/whoami"), token);
    try {
      UserDocument user = http.sendForJson(request, CallKind.READ, UserDocument::read);
      return Optional.of(new ServerUser(user.login(), Optional.of(user.administrator())));
    } catch (RequestFailedException e) {
      if (HttpErrors.isUnsupportedRoute(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String readLogin(JsonInput in) {
    String login = in.string();
    // The login becomes a line of a token file and part of messages.
    if (login.isBlank() || login.length() > MAX_LOGIN_CHARS
        || !login.codePoints().allMatch(UserRequest::isText)) {
      throw in.malformed("the login is empty, too long or contains invalid characters");
    }
    return login;
  }

  private static boolean isText(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE -> false;
      default -> true;
    };
  }
}
