package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.UploadSession.PutAddress;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.name.UserPath;

/** Sends the files of one session, some of them, or of their parts, at a time. */
final class SessionUploader {
  private final HttpTransport http;
  private final ServerUrl server;
  private final TransferListener listener;
  private final UploadSession session;
  private final BearerToken token;
  private final Path directory;
  private final FileRangeUploader puts;

  SessionUploader(
      HttpTransport http, ServerUrl server, TransferListener listener, UploadSession session,
      Path directory) {
    this.http = http;
    this.server = server;
    this.listener = listener;
    this.session = session;
    this.token = BearerToken.of(session.sessionToken());
    this.directory = directory;
    this.puts = new FileRangeUploader(http, listener);
  }

  /** @param onSent told of each file as soon as the server has it; called from several threads */
  void send(List<FileToSend> files, int concurrency, Consumer<UserPath> onSent) {
    String what = "upload " + session.version();
    listener.begins(what, files.size(), files.stream().mapToLong(FileToSend::sizeBytes).sum());
    Consumer<FileToSend> isSent = file -> {
      onSent.accept(file.path());
      listener.finishes(name(file));
    };
    try {
      // Big files first: the server puts their parts together while the others are sent.
      List<FileToSend> parted = files.stream().filter(file -> file.parts() != null).toList();
      List<Runnable> tasks = new ArrayList<>();
      Parallel.map(what, parted, concurrency, file -> partTasks(file, isSent))
          .forEach(tasks::addAll);
      for (FileToSend file : files) {
        if (file.parts() == null) {
          tasks.add(() -> {
            send(file);
            isSent.accept(file);
          });
        }
      }
      Parallel.forEach(what, tasks, concurrency, Runnable::run);
    } finally {
      listener.ends(what);
    }
  }

  /** Sends what the server has not got; whichever of these is done last has it put together. */
  private List<Runnable> partTasks(FileToSend file, Consumer<FileToSend> isSent) {
    PartUploader sending =
        new PartUploader(
            http, server, token, puts, file, directory.resolve(file.path().value()),
            name(file));
    List<Integer> missing = sending.missing();
    listener.moves(
        file.sizeBytes() - missing.stream().mapToLong(sending::sizeBytes).sum());
    if (missing.isEmpty()) {
      return List.of(() -> {
        sending.join();
        isSent.accept(file);
      });
    }
    AtomicInteger left = new AtomicInteger(missing.size());
    List<Runnable> tasks = new ArrayList<>();
    for (int number : missing) {
      tasks.add(() -> {
        sending.send(number);
        if (left.decrementAndGet() == 0) {
          sending.join();
          isSent.accept(file);
        }
      });
    }
    return tasks;
  }

  private void send(FileToSend file) {
    if (!isSentAtOnce(file)) {
      http.retry(() -> attempt(file));
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
      put(file, new PresignedPut(server.resolve(asked, address.path()), address.contentMd5()));
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
            ClientRequest
                .authorized(asked, "POST", server.resolve(asked, file.presignPath()), token),
            HttpTransport.json(PresignedPut::read));
    put(file, put);
    return file;
  }

  private void put(FileToSend file, PresignedPut put) {
    puts.send(
        "upload " + name(file),
        new FileRangeUploader.Piece(
            directory.resolve(file.path().value()), file.sizeBytes(), 0, file.sizeBytes()),
        put);
  }

  private String name(FileToSend file) {
    return session.version() + "/" + file.path();
  }
}
