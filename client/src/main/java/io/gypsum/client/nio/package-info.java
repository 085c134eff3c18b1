/**
 * A server as a read-only {@code java.nio.file} file system: {@code gypsum://host/project/asset/version/path}. Any tool
 * that accepts a {@link java.nio.file.Path} can read the files of a server:
 *
 * <pre>{@code
 * Path counts = Path.of(URI.create("gypsum://gypsum.example.org/my-project/counts/latest/table.csv"));
 * List<String> lines = Files.readAllLines(counts);
 * }</pre>
 *
 * <p>Start with {@link io.gypsum.client.nio.GypsumFileSystemProvider}, which documents how URIs map to servers, projects
 * and files. Then read {@code ServerTree}, which resolves paths through the client.
 */
@NullMarked
package io.gypsum.client.nio;

import org.jspecify.annotations.NullMarked;
