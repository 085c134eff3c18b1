package io.gypsum.client;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.UploadSession.PutAddress;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.Address;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Http;
import io.gypsum.client.http.Token;
import io.gypsum.core.name.UserPath;

/** Sends the files of one session, some at a time. */
final class FileSending {
  private final Http http;
  private final Address server;
  private final TransferListener listener;
  private final UploadSession session;
  private final Token token;
  private final Path directory;
  /** Those that no thread needs right now; as many in all as files are sent at a time. */
  private final ConcurrentLinkedQueue<byte[]> buffers = new ConcurrentLinkedQueue<>();

  FileSending(
      Http http, Address server, TransferListener listener, UploadSession session,
      Path directory) {
    this.http = http;
    this.server = server;
    this.listener = listener;
    this.session = session;
    this.token = Token.of(session.sessionToken());
    this.directory = directory;
  }

  /** @param onSent told of each file as soon as the server has it; called from several threads */
  void send(List<FileToSend> files, int concurrency, Consumer<UserPath> onSent) {
    String what = "upload " + session.version();
    listener.begins(what, files.size(), files.stream().mapToLong(FileToSend::sizeBytes).sum());
    try {
      Parallel.map(
          what, files, concurrency, file -> {
            if (!isSentAtOnce(file)) {
              http.retrying(() -> attempt(file));
            }
            onSent.accept(file.path());
            listener.finishes(name(file));
            return file;
          });
    } finally {
      listener.ends(what);
    }
  }

  /** To the address that came with the session, if any did; whatever becomes of that, a fresh one can be asked for. */
  private boolean isSentAtOnce(FileToSend file) {
    PutAddress address = file.address();
    if (address == null) {
      return false;
    }
    String asked = "upload " + name(file);
    try {
      put(file, new PresignedPut(server.answered(asked, address.path()), address.contentMd5()));
      return true;
    } catch (RequestFailedException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return false;
    }
  }

  /** A fresh address for each attempt: the last one may have expired, or be used up by bytes that did arrive. */
  private FileToSend attempt(FileToSend file) {
    String asked = "upload " + name(file);
    PresignedPut put =
        http.sendOnce(
            Call.send(asked, "POST", server.answered(asked, file.presignPath()), token),
            Http.json(PresignedPut::read));
    put(file, put);
    return file;
  }

  private void put(FileToSend file, PresignedPut put) {
    String asked = "upload " + name(file);
    byte[] free = buffers.poll();
    byte[] buffer = free == null ? new byte[LocalPayload.BUFFER_BYTES] : free;
    LocalPayload bytes =
        new LocalPayload(
            directory.resolve(file.path().value()), file.sizeBytes(), buffer, listener);
    try {
      http.sendOnce(
          Call.put(asked, put.uri(), bytes.payload(), put.contentMd5()), Http.nothing());
    } catch (RuntimeException e) {
      bytes.takeBack();
      throw e;
    } finally {
      buffers.add(buffer);
    }
  }

  private String name(FileToSend file) {
    return session.version() + "/" + file.path();
  }
}
