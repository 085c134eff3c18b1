package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

import io.gypsum.server.http.EngineExchange;
import org.apache.coyote.ActionCode;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.Constants;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/** A request and its response in Tomcat's connector. */
final class TomcatExchange implements EngineExchange, ApplicationBufferHandler {
  private static final byte DELETE = 127;

  private final Request request;
  private final Response response;
  private final int rejectedStatus;
  /** The bytes that the connector received last, in the connector's own buffer. */
  private @Nullable ByteBuffer received;
  private long sendfileBytes;

  TomcatExchange(Request request, Response response) {
    this.request = request;
    this.response = response;
    // The connector closes the connection by itself after the response to a request that it rejected.
    this.rejectedStatus = response.getStatus() >= 400 ? response.getStatus() : 0;
  }

  @Override
  public String method() {
    String method = request.getMethod();
    return method == null ? "" : method;
  }

  @Override
  public String rawPath() {
    String path = request.requestURI().toString();
    return path == null ? "" : path;
  }

  @Override
  public @Nullable String rawQuery() {
    return request.queryString().isNull() ? null : request.queryString().toString();
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  @Override
  public List<String> headers(String name) {
    MimeHeaders headers = request.getMimeHeaders();
    return headers.getValue(name) == null ? List.of() : Collections.list(headers.values(name));
  }

  @Override
  public @Nullable InetAddress peerAddress() {
    return GuardedProcessor.of(request).peerAddress();
  }

  @Override
  public @Nullable Object readyAnswer() {
    return GuardedProcessor.of(request).readyAnswer();
  }

  @Override
  public int rejectedStatus() {
    return rejectedStatus;
  }

  @Override
  public long bodyLength() {
    // The header of a rejected request may be malformed.
    return rejectedStatus == 0 ? request.getContentLengthLong() : 0;
  }

  @Override
  public @Nullable ByteBuffer receive(long maxWaitNanos) throws IOException {
    try {
      return GuardedProcessor.of(request).receive(this, maxWaitNanos) < 0 ? null : received;
    } catch (BadRequestException e) {
      ProtocolException malformed = new ProtocolException("malformed request body");
      malformed.initCause(e);
      throw malformed;
    }
  }

  @Override
  public void setByteBuffer(ByteBuffer buffer) {
    received = buffer;
  }

  @Override
  public @Nullable ByteBuffer getByteBuffer() {
    return received;
  }

  @Override
  public void expand(int size) {
    // The buffer is the connector's own.
  }

  /**
   * Lets the connector receive what has arrived. It reports a closed connection as one available byte, each time; bytes of the
   * next request stay in its buffer, and are reported only once.
   */
  @Override
  public boolean isClosedByClient() {
    boolean hasBody = bodyLength() > 0 || header("Transfer-Encoding") != null;
    return !hasBody && receivable() == 1 && receivable() == 1;
  }

  private int receivable() {
    request.action(ActionCode.AVAILABLE, true);
    return request.getAvailable();
  }

  @Override
  public long receivedBytes() {
    return request.getBytesRead();
  }

  @Override
  public int status() {
    return response.getStatus();
  }

  @Override
  public void setStatus(int status) {
    response.setStatus(status);
  }

  @Override
  public void setHeader(String name, String value) {
    // Response.setHeader would store strings, each of which the connector encodes with a new CharsetEncoder.
    response.getMimeHeaders().removeHeader(name);
    addHeader(name, value);
  }

  @Override
  public void addHeader(String name, String value) {
    MimeHeaders headers = response.getMimeHeaders();
    byte[] nameBytes = encoded(name);
    byte[] valueBytes = encoded(value);
    headers.addValue(nameBytes, 0, nameBytes.length).setBytes(valueBytes, 0, valueBytes.length);
  }

  /** Replaces control characters; the connector does that only for strings. */
  private static byte[] encoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      if ((bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t') || bytes[i] == DELETE) {
        bytes[i] = ' ';
      }
    }
    return bytes;
  }

  @Override
  public void setContentType(String contentType) {
    response.setContentTypeNoCharset(contentType);
  }

  @Override
  public long contentLength() {
    return response.getContentLengthLong();
  }

  @Override
  public void setContentLength(long bytes) {
    response.setContentLength(bytes);
  }

  @Override
  public boolean isCommitted() {
    return response.isCommitted();
  }

  @Override
  public void resetResponse() {
    response.reset();
  }

  @Override
  public void send(ByteBuffer bytes) throws IOException {
    // For a HEAD request, the connector sends only the headers.
    response.doWrite(bytes);
  }

  @Override
  public void flush() throws IOException {
    response.action(ActionCode.CLIENT_FLUSH, null);
    if (response.isExceptionPresent()) {
      throw new IOException("the connection failed", response.getErrorException());
    }
  }

  @Override
  public boolean canSendFile() {
    return request.getSendfile();
  }

  @Override
  public void sendFile(Path file, long offset, long lengthBytes) {
    request.setAttribute(Constants.SENDFILE_FILENAME_ATTR, file.toString());
    request.setAttribute(Constants.SENDFILE_FILE_START_ATTR, offset);
    request.setAttribute(Constants.SENDFILE_FILE_END_ATTR, offset + lengthBytes);
    sendfileBytes = lengthBytes;
  }

  @Override
  public long sentBytes() {
    return response.getContentWritten() + sendfileBytes;
  }

  @Override
  public void closeAfterResponse() {
    response.setHeader("Connection", "close");
    response.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
  }

  @Override
  public void complete() {
    response.action(ActionCode.CLOSE, null);
  }

  @Override
  public void abort(Throwable cause) {
    response.action(ActionCode.CLOSE_NOW, cause);
  }
}
