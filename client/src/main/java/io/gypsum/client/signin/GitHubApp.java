package io.gypsum.client.signin;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/** What a gypsum server is at GitHub: the OAuth app in whose name its users sign in. */
record GitHubApp(String id, SensitiveText secret) {
  /** @throws GypsumException NOT_FOUND when the server has none */
  static GitHubApp of(HttpTransport http, ServerUrl server) {
    ClientRequest call =
        ClientRequest.get("sign in to " + server, server.route("/credentials/github-app"));
    try {
      return http.send(call, Repeat.ALWAYS, SecretJson.reader(GitHubApp::read));
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        throw new GypsumException(
            GypsumException.Kind.NOT_FOUND,
            server + " offers no sign-in by GitHub: set GYPSUM_TOKEN to a token that it knows,"
                + " or give one to the client's builder",
            e);
      }
      throw e;
    }
  }

  private static GitHubApp read(JsonInput in) {
    @Nullable String id = null;
    @Nullable String secret = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "id" -> id = in.string();
        case "secret" -> secret = in.string();
        default -> in.skip();
      }
    }
    return new GitHubApp(in.required(id, "id"), new SensitiveText(in.required(secret, "secret")));
  }
}
