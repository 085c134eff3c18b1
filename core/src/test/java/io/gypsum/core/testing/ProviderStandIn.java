package io.gypsum.core.testing;

import java.net.URI;
import java.util.Map;

/** An identity provider on the loopback interface at which people sign in to the pages of a server. */
public interface ProviderStandIn extends AutoCloseable {
  /** Returns the origin to which the server redirects browsers. */
  URI web();

  /** Returns the name of the provider on the sign-in page. */
  String label();

  /** Returns the settings of a server whose users are identified here. */
  Map<String, String> options();

  /** Signs a user in, without displaying a page, whenever a browser is redirected here. */
  void signsIn(String login);

  /** Returns an access token of a user, for the API of the server. */
  String accessToken(String login);

  @Override
  void close();
}
