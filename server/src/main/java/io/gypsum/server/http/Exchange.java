package io.gypsum.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.server.http.SharedBudget.Grant;
import io.gypsum.server.limit.ClientAddress;
import io.gypsum.server.limit.ClientAddresses;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, for filters and handlers. A handler responds exactly once, by one of the {@code send…}
 * methods or {@link #stream}; a handler that returns without doing so has responded with 200 and no content. Not
 * thread-safe; must not be used after the handler returns.
 */
public final class Exchange {
  private final EngineExchange engine;
  private final Capacity capacity;
  private final boolean admitted;
  private final ClientAddresses addresses;
  /** Names and values, alternating. */
  private final List<String> permanentHeaders = new ArrayList<>(4);
  /** The {@code Set-Cookie} headers, by the name of the cookie. */
  private final Map<String, String> cookies = new LinkedHashMap<>(2);
  private final Map<Class<?>, Object> attributes = new HashMap<>(2);
  private final RequestCaller caller;
  private final HeldGrants grants;
  private final ReceivedBody requestBody;
  private ErrorRenderer errors = ErrorRenderer.JSON;
  private Router.@Nullable Match match;
  private @Nullable ClientAddress clientAddress;
  private @Nullable IOException sendFailure;
  private @Nullable FormBody form;
  /** The body of a streamed response to HEAD is not produced, so its length is unknown. */
  private boolean isStreamedHead;

  /** Writes a response body; leaves the stream open. */
  @FunctionalInterface
  public interface BodyWriter {
    void writeTo(OutputStream out) throws IOException;
  }

  /** @param admitted whether {@code capacity} allows this request to be processed */
  Exchange(
      EngineExchange engine, Capacity capacity, boolean admitted, ClientAddresses addresses) {
    this.engine = engine;
    this.capacity = capacity;
    this.admitted = admitted;
    this.addresses = addresses;
    this.caller = new RequestCaller(engine);
    this.grants = new HeldGrants(capacity.transfers());
    this.requestBody = new ReceivedBody(engine, grants, this::claimant);
    setPermanentHeader("X-Content-Type-Options", "nosniff");
  }

  /** Returns the request method as sent. */
  public String method() {
    return engine.method();
  }

  /** Returns the path as sent, without the query. */
  public String rawPath() {
    return engine.rawPath();
  }

  /** Returns the query as sent, without the question mark; null when there is none. */
  public @Nullable String rawQuery() {
    return engine.rawQuery();
  }

  /** Returns the address of the client, which differs from the other end of the connection behind a trusted proxy. */
  public ClientAddress clientAddress() {
    ClientAddress known = clientAddress;
    if (known == null) {
      known = addresses.of(engine.peerAddress(), engine::headers);
      clientAddress = known;
    }
    return known;
  }

  /**
   * Returns what {@link HttpEngine.ReadyAnswers} found for this request. If it is not null, the handler must respond with it, and
   * neither it nor a filter may wait for anything.
   */
  public <T> @Nullable T readyAnswer(Class<T> type) {
    return type.cast(engine.readyAnswer());
  }

  /** Returns whether the request only reads, by its method. */
  public boolean isRead() {
    return switch (engine.method()) {
      case "GET", "HEAD", "OPTIONS" -> true;
      default -> false;
    };
  }

  /** Returns whether the request is a HEAD, for which a response body is not sent and need not be produced. */
  public boolean isHead() {
    return "HEAD".equals(engine.method());
  }

  /** Returns the first header of that name, or null when there is none. The name is case-insensitive. */
  public @Nullable String header(String name) {
    return engine.header(name);
  }

  /** Returns the route that handles the request; null when none was found (yet). */
  public @Nullable Route route() {
    Router.Match found = match;
    return found == null ? null : found.route();
  }

  void setMatch(Router.Match found) {
    match = found;
    errors = found.group().errors();
  }

  /** Sets the format of errors until a route is found. */
  void setErrors(ErrorRenderer renderer) {
    errors = renderer;
  }

  /** Returns the decoded value of a path parameter; null when the pattern of the route has no such parameter. */
  public @Nullable String pathParameterOrNull(String name) {
    Router.Match found = match;
    return found == null || !found.hasParameter(name) ? null : found.parameter(name);
  }

  /**
   * Returns the decoded value of the path parameter {@code {name}} of the route's pattern; never empty.
   *
   * @throws IllegalArgumentException when the pattern has no such parameter
   */
  public String pathParameter(String name) {
    Router.Match found = match;
    if (found == null) {
      throw new IllegalArgumentException("no route was found, so there is no parameter " + name);
    }
    return found.parameter(name);
  }

  /**
   * Returns the first value of a query parameter, decoded once; null when the query does not contain it.
   *
   * @throws GypsumException INVALID when the query is malformed
   */
  public @Nullable String queryParameter(String name) {
    return RequestTarget.queryParameter(engine.rawQuery(), name);
  }

  /**
   * Returns the bearer token of the request, not validated.
   *
   * @throws GypsumException UNAUTHENTICATED when there is none
   */
  public String bearerToken() {
    return caller.bearerToken();
  }

  /** Sets how {@link #user} determines the user; called by the authentication filter of a route group. */
  public void setAuthenticator(Function<Exchange, User> authenticator) {
    caller.setAuthenticator(() -> authenticator.apply(this));
  }

  /**
   * Returns the user who sent the request. The first call may wait for an identity provider.
   *
   * @throws GypsumException UNAUTHENTICATED when the request has no valid credentials
   */
  public User user() {
    return caller.user();
  }

  /** Returns the login of the user who sent the request; null if it was not determined yet. */
  public @Nullable String knownLogin() {
    return caller.knownLogin();
  }

  /** Sets the login of the user; called by handlers that verified other credentials than an access token. */
  public void setLogin(String login) {
    caller.setLogin(login);
  }

  /** Returns the claimant on whose account this request uses resources. */
  Claimant claimant() {
    return caller.claimant(route());
  }

  /** Sets the claimant whose share the body uses; called by handlers that verified credentials other than a user's. */
  public void setClaimant(Claimant claimant) {
    caller.setClaimant(claimant);
  }

  /**
   * Checks, before more than {@link BodyBudgets#SMALL_BYTES} of a body are read, that the user is known if the route
   * requires one.
   *
   * @throws GypsumException UNAUTHENTICATED
   */
  void requireCallerOfLargeBody() {
    caller.requireIfNeeded(route());
  }

  /**
   * Reads the body as one JSON document while it is being received. Memory for it is reserved first; a body of more than
   * 64 KiB is read only after the token was checked, if the route requires a user.
   *
   * @throws GypsumException INVALID when the body is not the JSON that {@code document} expects, TOO_LARGE over {@code
   *     maxBytes}, UNAUTHENTICATED, BUSY when too many bodies are being read
   */
  public <T> T readJson(long maxBytes, Function<JsonInput, T> document) throws IOException {
    return capacity.bodyReader().read(this, maxBytes, false, document);
  }

  /** Like {@link #readJson}, but an absent body is read as an empty object. */
  public <T> T readJsonOrEmpty(long maxBytes, Function<JsonInput, T> document) throws IOException {
    return capacity.bodyReader().read(this, maxBytes, true, document);
  }

  /**
   * Reads the body as the fields of an HTML form; further calls return the same fields. Memory is reserved as for {@link #readJson}.
   *
   * @throws GypsumException INVALID when the body is not a form ({@code application/x-www-form-urlencoded}), TOO_LARGE over
   *     {@code maxBytes}, UNAUTHENTICATED, BUSY when too many bodies are being read
   */
  public FormBody readForm(long maxBytes) throws IOException {
    FormBody known = form;
    if (known == null) {
      FormBody.requireForm(engine.header("Content-Type"));
      known = capacity.bodyReader().readForm(this, maxBytes);
      form = known;
    }
    return known;
  }

  /**
   * Returns the body as a stream of the bytes being received. Reading fails when the connection breaks, when the body
   * is shorter than declared, and when the client is too slow; the error response does not depend on what the handler
   * throws then.
   *
   * @throws GypsumException BUSY when too many bodies are being transferred
   */
  public InputStream body() {
    return requestBody.open(capacity.newSlowClientGuard());
  }

  /**
   * Reserves memory for a body of declared size that the handler holds as a whole, as {@link #readJson} does, until the handler
   * has returned. Called before {@link #body}.
   *
   * @throws GypsumException TOO_LARGE if the body cannot fit into the memory of the claimant, BUSY when too many bodies are
   *     being read
   */
  public void reserveBodyMemory() {
    capacity.bodyReader().reserve(this);
  }

  /** Returns the declared size of the body in bytes, or -1 when the client did not declare it. */
  public long bodyLength() {
    return engine.bodyLength();
  }

  /** Sets a header of the response; only before the response is sent. An error response discards it. */
  public void setHeader(String name, String value) {
    engine.setHeader(name, value);
  }

  /**
   * Sets a cookie of the response, which an error response keeps. Replaces a cookie of that name that was set before.
   *
   * @param cookie the value of a {@code Set-Cookie} header, such as {@code name=value; Path=/}
   */
  public void setCookie(String name, String cookie) {
    cookies.put(name, cookie);
    sendCookies();
  }

  private void sendCookies() {
    boolean isFirst = true;
    for (String cookie : cookies.values()) {
      if (isFirst) {
        engine.setHeader("Set-Cookie", cookie);
      } else {
        engine.addHeader("Set-Cookie", cookie);
      }
      isFirst = false;
    }
  }

  /** Sets a header that an error response keeps. */
  public void setPermanentHeader(String name, String value) {
    permanentHeaders.add(name);
    permanentHeaders.add(value);
    engine.setHeader(name, value);
  }

  /**
   * Responds with 303: the client requests another address with GET.
   *
   * @param location a path on this server, or a URL
   */
  public void redirect(String location) {
    setHeader("Location", location);
    sendEmpty(303);
  }

  /** Keeps a value that a filter determined for the handlers of the request. */
  public <T> void setAttribute(Class<T> type, T value) {
    attributes.put(type, value);
  }

  /** Returns the value that a filter determined; null if none did. */
  public <T> @Nullable T attribute(Class<T> type) {
    return type.cast(attributes.get(type));
  }

  /** Responds with 200 and no content. */
  public void sendEmpty() {
    sendEmpty(200);
  }

  /** Responds without content. */
  public void sendEmpty(int status) {
    engine.setStatus(status);
  }

  /** Responds with 200 and a document that fits into memory. */
  public void sendJson(JsonWritable document) throws IOException {
    sendJson(200, document);
  }

  /** Responds with a document that fits into memory. */
  public void sendJson(int status, JsonWritable document) throws IOException {
    sendBytes(status, "application/json", JsonOutput.bytes(document));
  }

  /** Responds with bytes that are in memory. */
  public void sendBytes(int status, String contentType, byte[] body) throws IOException {
    engine.setStatus(status);
    engine.setContentType(contentType);
    engine.setContentLength(body.length);
    send(ByteBuffer.wrap(body));
  }

  /** Responds with an error in the format of the route group, for statuses to which no kind of failure maps. */
  public void sendError(int status, String reason) throws IOException {
    sendError(status, ErrorHandling.kindOfStatus(status), reason, null);
  }

  /**
   * Responds with an error in the format of the route group.
   *
   * @param kind the cause for programs: the code of a {@link GypsumException.Kind}, or {@code internal}
   * @param details further properties for programs; null for none
   */
  void sendError(int status, String kind, String reason, @Nullable FailureDetails details)
      throws IOException {
    if (!engine.isCommitted()) {
      errors.render(this, status, kind, reason, details);
    }
  }

  /**
   * Responds with 200 and a body of any length, sent while it is written. When {@code body} fails after a part was
   * sent, the connection is closed, so that the client detects the incomplete response.
   *
   * @throws GypsumException BUSY when too many bodies are being transferred
   */
  public void stream(String contentType, BodyWriter body) throws IOException {
    stream(200, contentType, -1, body);
  }

  /** @param lengthBytes the exact number of bytes that {@code body} will write, or -1 when that is unknown */
  public void stream(int status, String contentType, long lengthBytes, BodyWriter body)
      throws IOException {
    engine.setStatus(status);
    engine.setContentType(contentType);
    if (lengthBytes >= 0) {
      engine.setContentLength(lengthBytes);
    }
    if (isHead()) {
      isStreamedHead = true;
    } else {
      grants.beginResponse(claimant());
      ResponseBodyStream out = new ResponseBodyStream(this, capacity.newSlowClientGuard());
      body.writeTo(out);
      out.finish();
    }
  }

  /** Returns whether the operating system can send files on this connection. */
  public boolean canSendFile() {
    return engine.canSendFile();
  }

  /**
   * Responds with a part of a file, which the operating system sends after the handler has returned. Only when {@link
   * #canSendFile}; the file must exist until it is sent.
   */
  public void sendFile(int status, String contentType, Path file, long offset, long lengthBytes) {
    engine.setStatus(status);
    engine.setContentType(contentType);
    engine.setContentLength(lengthBytes);
    if (!isHead()) {
      engine.sendFile(file, offset, lengthBytes);
    }
  }

  /**
   * Returns whether the response is no longer needed, because the client has closed its connection. False if that is
   * unknown.
   */
  public boolean isAbandoned() {
    return engine.isClosedByClient();
  }

  /** Returns the status of the response. */
  public int status() {
    return engine.status();
  }

  /** Returns the number of body bytes sent, including those of a file that is still being sent. */
  public long sentBytes() {
    return engine.sentBytes();
  }

  /** Returns the number of body bytes received. */
  public long receivedBytes() {
    return engine.receivedBytes();
  }

  boolean isAdmitted() {
    return admitted;
  }

  EngineExchange engine() {
    return engine;
  }

  /** Sends body bytes and records a failure of the connection. */
  void send(ByteBuffer bytes) throws IOException {
    try {
      engine.send(bytes);
    } catch (IOException e) {
      sendFailure = e;
      throw e;
    }
  }

  void setSendFailure(IOException failure) {
    sendFailure = failure;
  }

  /** Declares the length of a response without body. */
  void finish() {
    boolean mayHaveBody = engine.status() != 304 && engine.status() != 204;
    boolean hasLength = engine.isCommitted() || engine.contentLength() >= 0;
    if (mayHaveBody && !hasLength && !isStreamedHead) {
      engine.setContentLength(0);
    }
  }

  /** Discards the response that a handler prepared, except for its permanent headers. */
  void resetResponse() {
    engine.resetResponse();
    for (int i = 0; i < permanentHeaders.size(); i += 2) {
      engine.setHeader(permanentHeaders.get(i), permanentHeaders.get(i + 1));
    }
    sendCookies();
  }

  ReceivedBody requestBody() {
    return requestBody;
  }

  /**
   * Receives and discards the rest of the request body after the response.
   *
   * @throws IOException as {@link ReceivedBody#discard}
   */
  void discardBody() throws IOException {
    // After a failure, the engine closes the connection after the response.
    if (requestBody.hasRest() && connectionFailure() == null) {
      caller.beAnonymousUnlessKnown();
      requestBody.discard(capacity.newDiscardGuard());
    }
  }

  /** Returns how the connection failed while the handler used it, or null when it did not. */
  @Nullable
  IOException connectionFailure() {
    IOException receiveFailure = requestBody.failure();
    return receiveFailure == null ? sendFailure : receiveFailure;
  }

  /** Keeps memory acquired for the body until the handler has returned. */
  void keepMemory(Grant memory) {
    grants.keepMemory(memory);
  }

  /** Releases the permit of a body that was received; known claimants keep it for their response. */
  void bodyReceived() {
    grants.bodyReceived(claimant());
  }

  /** Releases everything that the request acquired. */
  void release() {
    grants.release();
  }
}
