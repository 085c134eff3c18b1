package io.gypsum.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One request and its response, as an {@link HttpEngine} provides them: the only interface between this package and an
 * engine. The response is sent in two stages: status and headers may be changed until the response is
 * {@linkplain #isCommitted committed}, which the first {@link #send} does. Used by one thread at a time.
 */
public interface EngineExchange {
  /** Returns the request method as sent, such as {@code GET}. */
  String method();

  /** Returns the path of the request target, neither decoded nor normalized; may be empty. */
  String rawPath();

  /** Returns the query of the request target, not decoded, without the question mark; null when there is none. */
  @Nullable
  String rawQuery();

  /** Returns the first request header of that name, or null when there is none. The name is case-insensitive. */
  @Nullable
  String header(String name);

  /** Returns the values of all request headers of that name, in order. The name is case-insensitive. */
  List<String> headers(String name);

  /** Returns the address of the other end of the connection, which may be a proxy; null when the connection was closed. */
  @Nullable
  InetAddress peerAddress();

  /**
   * Returns what {@link HttpEngine.ReadyAnswers} found for this request if the engine processes it on a thread that must not wait;
   * null on other threads.
   */
  @Nullable
  Object readyAnswer();

  /**
   * Returns the status with which the engine rejected the request before its handler was called (malformed request
   * line, headers that are too long, …), or 0 when the request is well-formed.
   */
  int rejectedStatus();

  /** Returns the size of the request body in bytes, or -1 when the client did not declare it. */
  long bodyLength();

  /**
   * Waits for the next bytes of the request body.
   *
   * @param maxWaitNanos maximum time to wait, if it is shorter than the idle timeout; at least 1
   * @return a buffer that is valid until the next call, possibly empty; null at the end of the body
   * @throws java.net.SocketTimeoutException when the client sent nothing during that time
   * @throws java.net.ProtocolException when the encoding of the body violates HTTP
   * @throws IOException when the connection fails
   */
  @Nullable
  ByteBuffer receive(long maxWaitNanos) throws IOException;

  /**
   * Returns whether the client has closed its connection, as far as that can be detected without waiting and without losing a
   * byte; false for requests with a body.
   */
  boolean isClosedByClient();

  /** Returns the number of body bytes received so far. */
  long receivedBytes();

  int status();

  void setStatus(int status);

  /**
   * Replaces the response header of that name. Control characters are sent as spaces.
   *
   * @param name neither {@code Content-Type} nor {@code Content-Length}, which have separate methods
   */
  void setHeader(String name, String value);

  /** Adds a response header and keeps existing ones of that name; otherwise like {@link #setHeader}. */
  void addHeader(String name, String value);

  void setContentType(String contentType);

  /** Returns the declared length of the response body in bytes, or -1 when none was declared. */
  long contentLength();

  void setContentLength(long bytes);

  /** Returns whether status and headers were sent, so that the response can no longer be changed. */
  boolean isCommitted();

  /** Removes status, headers and length of a response that is not committed. */
  void resetResponse();

  /**
   * Sends bytes of the response body; for a HEAD request only commits the response. The buffer is consumed.
   *
   * @throws IOException when the connection fails
   */
  void send(ByteBuffer bytes) throws IOException;

  /**
   * Sends what {@link #send} has buffered.
   *
   * @throws IOException when the connection fails
   */
  void flush() throws IOException;

  /** Returns whether {@link #sendFile} is supported on this connection. */
  boolean canSendFile();

  /**
   * Sends part of a file as the response body. The operating system sends it after the handler has returned; the file
   * must exist until then, and not be a symbolic link.
   */
  void sendFile(Path file, long offset, long lengthBytes);

  /** Returns the number of body bytes sent, including those of a file that is still being sent. */
  long sentBytes();

  /** Closes the connection after the response, without reading the rest of the request body. */
  void closeAfterResponse();

  /**
   * Completes the response.
   *
   * @throws IOException when the connection fails
   */
  void complete() throws IOException;

  /** Closes the connection in the middle of the response, so that the client detects that it is incomplete. */
  void abort(Throwable cause);
}
