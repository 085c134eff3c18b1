package io.gypsum.server.api;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.settings.IdentitySettings;
import io.gypsum.server.settings.IdentitySettings.IdentityProvider;
import io.gypsum.server.settings.IdentitySettings.OAuthApp;
import io.gypsum.server.settings.OidcSettings;
import io.gypsum.server.settings.StoreSettings.PublicS3;
import org.jspecify.annotations.Nullable;

/** Publishes credentials that every client may have, to read the bucket over S3 and to sign users in. */
public final class CredentialHandlers {
  private final @Nullable PublicS3 s3;
  private final @Nullable OAuthApp app;
  private final @Nullable OidcLogin oidc;

  /**
   * The client with which programs sign users in at an OpenID provider. It has no secret.
   *
   * @param issuer the URL of the provider
   */
  public record OidcLogin(String issuer, String clientId, List<String> scopes) {
    public OidcLogin {
      scopes = List.copyOf(scopes);
    }

    /** Returns null if the provider of the server is another one, or it has no client without a secret. */
    public static @Nullable OidcLogin of(IdentitySettings settings) {
      OidcSettings oidc =
          settings.provider() == IdentityProvider.OIDC ? settings.requireOidc() : null;
      String client = oidc == null ? null : oidc.loginClientId();
      return oidc == null || client == null
          ? null
          : new OidcLogin(oidc.issuer(), client, oidc.scopes());
    }
  }

  /** Offers these credentials; requests for one that is null are answered with 404. */
  public CredentialHandlers(
      @Nullable PublicS3 s3, @Nullable OAuthApp app, @Nullable OidcLogin oidc) {
    this.s3 = s3;
    this.app = app;
    this.oidc = oidc;
  }

  public void s3(Exchange exchange) throws IOException {
    PublicS3 offered = s3;
    if (offered == null) {
      throw GypsumException.notFound("this server offers no S3 credentials");
    }
    exchange.sendJson(out -> {
      out.writeStartObject();
      out.writeStringProperty("endpoint", offered.endpoint().toString());
      out.writeStringProperty("bucket", offered.bucket());
      out.writeStringProperty("key", offered.key());
      out.writeStringProperty("secret", offered.secret().value());
      out.writeEndObject();
    });
  }

  public void gitHubApp(Exchange exchange) throws IOException {
    OAuthApp offered = app;
    if (offered == null) {
      throw GypsumException.notFound("this server offers no GitHub app");
    }
    exchange.sendJson(out -> {
      out.writeStartObject();
      out.writeStringProperty("id", offered.id());
      out.writeStringProperty("secret", offered.secret().value());
      out.writeEndObject();
    });
  }

  public void oidc(Exchange exchange) throws IOException {
    OidcLogin offered = oidc;
    if (offered == null) {
      throw GypsumException.notFound("this server offers no sign-in with an OpenID provider");
    }
    exchange.sendJson(out -> {
      out.writeStartObject();
      out.writeStringProperty("issuer", offered.issuer());
      out.writeStringProperty("client_id", offered.clientId());
      out.writeArrayPropertyStart("scopes");
      for (String scope : offered.scopes()) {
        out.writeString(scope);
      }
      out.writeEndArray();
      out.writeEndObject();
    });
  }
}
