/// What each code means and what to do, for the reference page; a test fails when a code has no text here.
package enum ErrorMeanings {
  package static let all: [String: String] = commands.merging(files) { first, _ in first }
    .merging(history) { first, _ in first }.merging(databases) { first, _ in first }
    .merging(findings) { first, _ in first }
    .merging(fleets) { first, _ in first }

  private static let commands = [
    "command-line.usage": "A command, option or value that does not exist. The hint names what was probably meant.",
    "bug.unexpected": "A fault in Confiture. Please report it with the command.",
    "bug.command": "A fault in Confiture. Please report it with the command.",
    "approve.not-allowed":
      "The key is not among the allowed signers of the environment, so its signature would not count.",
    "approve.no-key": "There is no SSH key to sign with. Name one by `--key`.",
    "approve.nothing": "There is no plan to approve: the environment is where it should be, or the id is unknown.",
    "approve.unconfirmed": "There is nobody to ask whether to sign. Add `--yes` once the plan was read.",
    "author.unknown": "New versions need an author. Set `user.name` and `user.email` of Git.",
    "bisect.command": "The command of `bisect run` ended in a way that is no verdict: a signal, or a code above 127.",
    "bisect.contradiction": "A version that descends from the bad one was said to be good. Start again.",
    "bisect.not-started": "There is no bisection here, or it lacks a bad or a good version.",
    "blame.no-part": "The object has no column, constraint or other part of this name.",
    "build.fingerprint":
      "What a snapshot built is not what it was taken from: a fault of the snapshot. Please report it.",
    "build.not-empty": "`build` fills empty databases only. Create one, or move the one at hand with `checkout`.",
    "build.two-places": "`build` fills a database or writes a file. Give one of `--database` and `--output`.",
    "checkout.both-ways":
      "An interrupted run is either finished or taken back: give one of `--continue` and `--abort`.",
    "checkout.declined": "The question was answered with no. Nothing was run.",
    "checkout.no-revision": "`checkout` was not told where to go.",
    "checkout.unconfirmed":
      "There is no terminal to ask on. Give `--yes` to run without asking, or `--plan` to look.",
    "clone.no-history":
      "The database has no registry, or the schema no records in it, so that there is no history to give.",
    "clone.which-schema":
      "The schemas of the database are on lines of which none holds all others. Say with `--schema` which one to clone.",
    "clone.not-empty": "The folder is a project with versions already. Name another one.",
    "clone.no-versions":
      "The repository was cloned, and it has no versions of Confiture. `confiture init` begins some.",
    "commit.change-taken":
      "Two migrations have one change id, as after copying a folder. Make the new one with `confiture new`.",
    "commit.down-does-not-restore":
      "After up and down the schema is not what it was. Correct `down.sql`, or seal with `--irreversible`.",
    "commit.message": "A message was given for several pending migrations. Name the one that it is about.",
    "commit.not-pending": "The name is not that of a folder that waits to be sealed. `confiture status` lists them.",
    "commit.sealed-edited": "A sealed migration was edited. Undo that, and write the change as a new migration.",
    "fetch.diverged":
      "An environment or a tag was moved here and on the remote. What is here stays until `--accept` takes theirs.",
    "pull.several-ways": "`pull` joins two lines in one way: `--merge` or `--rebase`.",
    "push.choices": "`push` sends branches by name, all of them, or records alone; `--delete` needs names.",
    "deploy.no-database": "The environment has no database of its own.",
    "deploy.nothing-promoted": "The environment has no version yet. `confiture promote` gives it one.",
    "diff.file": "`diff` compares versions; single files are compared by `git diff`.",
    "diff.no-merge-base": "`A...B` needs a version that both stand on, and there is none.",
    "drift.not-adopted":
      "The database has no recorded version to compare with. `baseline` or `checkout` gives it one.",
    "generate-down.present": "The migration has a `down.sql` with statements. `--force` replaces it.",
    "generate-down.nothing-pending":
      "There is no pending migration without a down, or none of the name. Sealed ones do not change.",
    "merge.conflicts": "A merge has conflicts that nobody has decided on. `merge --status` lists them.",
    "merge.crossed":
      "The two lines were merged crosswise, and the versions they both began from do not merge. Merge one of those first.",
    "merge.down-does-not-restore":
      "After a script of the merge and its way back the schema is not what it was. Correct it, or declare `reversible: false`.",
    "merge.head-moved":
      "The branch is not where the merge began. Go back to it, or abort the merge and begin again.",
    "merge.no-revision": "`merge` was not told which line to join.",
    "merge.no-road": "What was decided about the conflicts does not make a schema. Decide otherwise.",
    "merge.not-fast-forward": "Both lines went on, and `--ff-only` forbids a version with two parents.",
    "merge.nothing-under-way": "There is no merge to look at, to decide on, to continue or to abort.",
    "merge.part-of-merge":
      "A pending folder holds the scripts of a merge, or should and does not say so. `merge --continue` seals them.",
    "merge.resolution": "`--resolve` names no conflict, or does not decide on it in a way that makes sense.",
    "merge.roads-differ": "The scripts of the merge lead to two schemas. Correct them in the pending folder.",
    "merge.uncarried-rows":
      "The scripts of the merge stand in place of migrations that change rows. Do the same in them, and declare `carries:`.",
    "merge.under-way": "A merge is under way. End it by `merge --continue` or `merge --abort`.",
    "merge.unrelated": "The two versions have no version in common, so nothing says what each side changed.",
    "new.nothing-to-write": "`--dry-run` prints a migration that is written from a schema, and none was named.",
    "new.several-sources":
      "A migration leads to one schema. Name one of `--from-database`, `--from-schema`, `--from`.",
    "generate.no-folder": "There is no such folder, or no file in it has a name that ends in `.sql`.",
    "generate.unreadable": "A file of the folder cannot be read, or is not UTF-8.",
    "generate.statement":
      "A statement of the folder's files does not run, whatever comes before it. The message is the server's.",
    "generate.plan-fails": "What Confiture wrote does not run: a fault of Confiture. Please report it.",
    "generate.plan-misses": "What Confiture wrote leads to another schema: a fault of Confiture. Please report it.",
    "generate.rows-lost":
      "What Confiture wrote loses rows without saying so: a fault of Confiture. Please report it.",
    "generate.rewritten":
      "What Confiture wrote rewrites a table without saying so: a fault of Confiture. Please report it.",
    "diff.ambiguous-rename":
      "Something is gone and something like it is new. Say with `--rename` that it is the same, or with `--no-renames` that it is not.",
    "diff.unknown-rename": "A declared rename names something that is not there, or a name that is taken already.",
    "diff.unsupported-change": "Confiture does not know how to make the change. Write the migration by hand.",
    "diff.cycle": "The changes wait for each other. Make them in two steps, or write the migration by hand.",
    "diff.unreadable": "A file of a snapshot is not as Confiture writes it.",
    "input.unreadable": "The file that the command names cannot be read, or is not UTF-8.",
    "editing.change-id":
      "The folder says another change id than was sealed. It stays the same for good: write it as it was.",
    "editing.conflict":
      "A migration does not run on the version where it was put. Edit its folder and `--continue`, or `--skip`, `--abort`.",
    "editing.dependents":
      "What came later needs what was to be taken back. Take both back, the later one first, or write a new migration.",
    "editing.does-not-restore":
      "After up and down the schema is not what it was. Correct `down.sql`, or declare `reversible: false`.",
    "editing.in-progress": "A rebase or cherry-pick stopped and waits for `--continue`, `--skip` or `--abort`.",
    "editing.lossy":
      "The migration took data away that taking it back does not restore. `--allow-loss NAME` accepts that.",
    "editing.merge": "The version joins others and has no migration that could be moved or taken back by itself.",
    "editing.no-revision": "The command was not told which version it is about.",
    "editing.no-stash": "There is no stash of this number. `stash list` names those that there are.",
    "editing.not-disposable":
      "`stash` changes databases at will, so it takes disposable ones only. `drift --capture` is for the others.",
    "editing.stash-base":
      "The database does not have the schema that the stash was taken on. Check that version out.",
    "editing.stash-misses":
      "After the script of a stash the schema is not what was proven. Somebody changed it meanwhile; the stash is kept.",
    "editing.no-way-back": "No script is known that takes the migration back on this branch. Write one by hand.",
    "editing.nothing-in-progress": "There is no stopped command of this kind to go on with.",
    "editing.nothing-to-edit": "The command would change nothing.",
    "editing.not-taken": "The branch does not have the version, so there is nothing to take back.",
    "editing.several-ways": "A stopped command goes on in one way: `--continue`, `--skip` or `--abort`.",
    "editing.squash-misses":
      "The script of the squash does not lead from one schema to the other and back. Nothing was sealed.",
    "editing.squash-range":
      "A squash leads from a version to one that descends from it, past at least two migrations.",
    "editing.workspace-edited": "Something in the workspace would be lost. `confiture status` shows it.",
    "import.format": "The format named is not known. The hint lists those that are.",
    "promote.source": "The environment takes its versions from another one.",
    "promote.what": "Name what to promote and the environment that is to take it.",
    "output.unwritable": "The file that `--output` names cannot be written.",
    "revision.no-object": "The revision names a live database or nothing at all, which have no object id.",
    "scratch.psql": "psql ended with an error of its own.",
    "switch.start": "A version to start at was given for a branch that is there already.",
    "target.schema":
      "`--schema` was given without `--database`. A target of `confiture.yaml` says its schema itself.",
    "target.twice": "`--target` and `--database` name the same thing in two ways. Give one.",
    "target.unknown": "`confiture.yaml` has no target of this name.",
    "tenants.both-ways": "A rollout is joined, continued or aborted: give one of the three options, and no revision.",
    "tenants.declined": "The question was answered with no. Nothing was run.",
    "tenants.none": "The environment has no key `tenants` in `confiture.yaml`.",
    "tenants.no-version":
      "No version was promoted to the environment yet, so the command has to be told one.",
    "tenants.running":
      "A rollout is running, whose tenants were chosen when it began. Leave out `--only` and `--exclude` to join it.",
    "tenants.unconfirmed":
      "There is no terminal to ask on. Give `--yes` to run without asking, or `--plan` to look.",
    "tenants.which": "Several environments have tenants. Name one.",
  ]

  private static let fleets = [
    "fleet.listing": "The query or the program that lists the tenants failed, or its answer cannot be read.",
    "fleet.invalid-tenant": "A name that cannot be a tenant's, or one that is listed twice.",
    "fleet.unknown-tenant": "The environment has no tenant of this name. `confiture tenants list` shows them.",
    "fleet.no-address": "Neither the source of the tenants nor a pattern says where a tenant is.",
    "fleet.no-control":
      "The queue of a rollout needs a database: the environment's own `url`, or `tenants.control`.",
    "fleet.running": "Another rollout of the environment is running. Wait for its end, or interrupt its runners.",
    "fleet.interrupted":
      "The runners of a rollout are gone before it was over. `--continue` finishes it, `--abort` leaves it.",
    "fleet.nothing-open": "No rollout of the environment waits to be continued or aborted.",
    "fleet.unplanned":
      "A tenant was moved by somebody else since the plans were confirmed. Deploy to it once more, to see its plan.",
    "fleet.incomplete":
      "The rollout is over, and some tenants failed or were not reached. Each stands at a version that its registry names.",
    "fleet.unknown-record": "The queue in the control database was changed by hand.",
    "fleet.chain-taken":
      "The environment was one database before it had tenants. Give its outcomes another name, as the hint says.",
  ]

  private static let files = [
    "documents.syntax": "The file is not YAML or JSON at the place shown.",
    "documents.not-utf8": "The file is not UTF-8. Convert it with `iconv`.",
    "documents.limit-exceeded": "The file is nested too deeply, or its aliases expand without end.",
    "documents.duplicate-key": "A key stands twice in one mapping. Take one away.",
    "documents.unknown-key": "A key that means nothing here. The hint names what was probably meant.",
    "documents.missing-key": "A key that has to be there is not.",
    "documents.invalid-value": "The value is not of the kind that the key takes.",
    "documents.unset-variable": "The file names a variable of the environment that is not set.",
    "repository.not-a-project": "There is no project in this folder or above it. `confiture init` makes one.",
    "repository.no-work-tree": "The Git repository is bare: it has no place for the files of the schema.",
    "repository.unreadable-file": "The system refused to read a file of the project.",
    "repository.unwritable-file": "The system refused to write a file of the project.",
    "repository.not-text": "A file is not UTF-8. The message has the offset of the first byte that cannot be read.",
    "repository.unknown-environment": "`confiture.yaml` has no environment of this name.",
    "repository.unknown-target": "`confiture.yaml` has no target of this name.",
    "repository.immutable-version":
      "A target, tag, environment or remote has the version: it is not rewritten. `revert` takes it back.",
    "repository.nothing-to-undo": "There is no operation of this number, or none that is not undone yet.",
    "repository.not-undone":
      "The operation cannot be undone now: a reference has moved since, or what it moved only moves forwards.",
    "repository.missing-up": "A migration folder has no `up.sql`.",
    "repository.unknown-migration": "There is no migration folder of this name.",
    "repository.invalid-title": "No folder name can be made of the title. Use some letters or digits.",
    "repository.branch-exists": "The name is taken by a branch. Choose another one.",
    "repository.unknown-branch": "There is no branch of this name. `confiture branch` lists them.",
    "repository.current-branch": "The workspace is on the branch. Switch to another one first.",
    "repository.unmerged-branch": "Deleting the branch would lose versions. Name them by a tag, or give `--force`.",
    "repository.branch-moved": "Another command moved the branch in the meantime. Look, then repeat the command.",
    "repository.unborn-branch": "The repository has no versions yet.",
    "repository.tag-exists": "The name is taken by a tag. Releases are named once.",
    "repository.unknown-tag": "There is no tag of this name. `confiture tag` lists them.",
    "repository.immutable-tag": "Others may rely on a tag. `--force` deletes it.",
    "repository.environment-moved":
      "Another command moved the environment after it was looked at. Look, then repeat the command.",
    "repository.rules-not-committed":
      "The rules of a protected environment are read from a commit of the code, and none has them.",
    "repository.malformed-approval": "An approval in the repository cannot be read.",
    "repository.no-key-program": "`ssh-keygen` signs and verifies approvals. It is in Debian's `openssh-client`.",
    "repository.signing-failed": "`ssh-keygen` could not sign. What it said is printed below the message.",
    "repository.not-a-version": "The object is not a version of the schema.",
    "repository.unsafe-name": "A name in a commit would lead outside of the workspace. It is not written.",
    "repository.workspace-edited": "Files were edited that the command would overwrite. `--discard` lets it.",
    "repository.git-missing": "`fetch`, `push`, `pull` and `clone` run Git, and it was not found on the `PATH`.",
    "repository.transport": "Git could not talk to the other repository. The details are what it said.",
    "repository.unknown-remote": "The remote is not configured. `git remote` lists those that are.",
    "repository.fetch-first":
      "The remote has what is not here. Nothing was pushed: fetch, merge or rebase, and push again.",
    "repository.push-refused": "The remote does not take the references. Its keeper has to allow refs/confiture/*.",
    "repository.lines-parted": "Both sides have versions of their own. Merge them, or rebase yours.",
    "repository.missing-references":
      "The files of the schema are here, the versions are not: a plain clone by Git does not bring them. `confiture fetch` does.",
    "import.no-folder": "There is no such folder.",
    "import.unknown-format": "The folder has the form of no known tool. Name the format with `--format`.",
    "import.unreadable-file": "The system refused to read a file of the history.",
    "import.not-utf8": "A file is not UTF-8. The message has the offset of the first byte that cannot be read.",
    "import.malformed": "The history contradicts itself, for example in its declared parents.",
    "import.unsupported": "The tool has a feature that Confiture does not read.",
    "import.changed": "A migration was sealed with other SQL than its file has now.",
    "import.failed": "The migration could not be sealed, for the reason given.",
    "sql.unterminated": "A string, a comment or a dollar-quoted text does not end.",
    "sql.psql-meta-command": "A migration has a command of psql, such as `\\i`. It may hold only SQL.",
    "sql.open-transaction": "A migration leaves a transaction open, or ends one it did not begin.",
    "sql.copy-data": "The rows of a `COPY … FROM stdin` cannot be read.",
  ]

  private static let history = [
    "history.invalid-revision": "The text is not of the form of a revision.",
    "history.unknown-revision": "No version, branch, tag, target or migration has this name.",
    "history.ambiguous-revision": "Several versions fit. The message lists them: write more of the id.",
    "history.needs-database": "`TARGET@{live}` is a database, not a version.",
    "history.unknown-object":
      "No version that was looked at has an object or a file of this name.",
    "history.malformed-version": "A commit is not a version as Confiture writes them. `confiture fsck` tells more.",
    "history.malformed-outcome": "The record of a run cannot be read. `confiture fsck` tells more.",
    "history.missing-version": "The repository lacks a version that is named. Fetch it from another one.",
    "history.invalid-name": "Git does not allow the name for a reference.",
    "git.not-a-repository": "There is no Git repository.",
    "git.foreign-owner": "Git refuses repositories of other users. The hint has the command that allows this one.",
    "git.object-not-found": "The repository lacks an object. `git fsck` and a fetch from another repository help.",
    "git.wrong-kind": "The object is of another kind than asked for.",
    "git.malformed-object": "An object is damaged. `git fsck --full` tells more.",
    "git.invalid-object": "Git refuses to store the object.",
    "git.invalid-signature": "The name or e-mail address of the author has characters that Git does not allow.",
    "git.invalid-reference-name": "Git does not allow the name for a reference.",
    "git.reference-changed": "Another command moved the reference in the meantime. Look, then repeat the command.",
    "git.locked": "Another command, or what a crash left of it, holds a lock file of the repository.",
    "git.library": "libgit2 failed. The details have its message.",
    "plan.irreversible": "The way leads back past a migration whose down does not restore. Allow it by name.",
    "plan.unknown-change": "The target has a migration that the repository lacks. Fetch its branch.",
    "plan.no-way":
      "Neither migrations nor the roads of merges lead from where the target is to the version. `plan --explain` tells what blocks each way.",
    "plan.unknown-version": "A plan names a version that the repository lacks. Fetch its branch.",
    "plan.unreadable": "The file is not a plan. `confiture plan --output FILE` writes one.",
    "plan.edited": "The file of a plan was edited since it was written. Make a new plan.",
    "plan.target-moved": "The target is no longer where the plan begins. Make a new plan.",
    "plan.other-target": "The plan was made for another target than the one that it should be run on.",
  ]

  private static let databases = [
    "execution.lock-held": "Another run holds the target. Wait for it, or raise `--wait`.",
    "execution.interrupted": "The command was interrupted and ended cleanly.",
    "execution.pooled-connection":
      "A pooling proxy stands before the database. Name the server itself as `direct_url`.",
    "execution.invalid-schema":
      "A schema of this name cannot be a target: it is the server's, the registry's, or none.",
    "execution.drift": "The live schema is not what the registry names. `confiture drift` shows the differences.",
    "execution.diverged": "All steps ran, but they led to another schema than the version's.",
    "execution.open-run": "A run was interrupted in the middle of a step. Choose `--continue` or `--abort`.",
    "execution.nothing-open": "There is no interrupted run to continue or to abort.",
    "execution.irreversible": "A down does not restore what was there. Allow the loss by name.",
    "execution.not-adopted":
      "The database has objects that Confiture did not make. `confiture baseline` adopts them.",
    "execution.foreign-version":
      "The registry names a version that the repository lacks. Fetch it, or clone the database.",
    "execution.policy":
      "The rules of an environment do not let the plan run. The details list what stands in the way.",
    "execution.override-refused": "A check cannot be overridden, or no reason was given.",
    "execution.proof-failed": "A migration could not be proven on scratch.",
    "execution.registry-format": "The registry was written by another version of Confiture, or damaged.",
    "execution.fingerprint-mismatch":
      "Loading a snapshot gave another schema than it was taken from. Please report it.",
    "execution.no-road":
      "A plan goes over a road of a version whose migration has no script for it. `confiture show` lists its files.",
    "execution.outside-schema":
      "A target is one schema, and its migration touched something outside of it. Nothing of the transaction was kept.",
    "execution.shared-object":
      "A target is one schema, and the version changes what all schemas of the database share, such as an extension.",
    "execution.schema-in-text":
      "A target is one schema, and a body has a string that names the history's schema, which nobody can rewrite safely.",
    "execution.not-aborted": "An interrupted step could not be taken back. The journal stays open.",
    "postgres.invalid-connection-string": "The address is not one that libpq takes.",
    "postgres.unreachable": "No server answers at the address.",
    "postgres.authentication": "The server refused user or password.",
    "postgres.no-such-database": "The server has no database of this name.",
    "postgres.connection-lost": "The connection broke. What was not committed is undone by the server.",
    "postgres.statement-failed": "The server refused a statement. The message is the server's own.",
    "postgres.lock-timeout": "A statement waited too long for a lock. The message names who holds it.",
    "postgres.query-cancelled": "A statement was cancelled or ran into `statement_timeout`.",
    "postgres.serialization": "The transaction collided with another one. Repeat the command.",
    "postgres.deadlock": "The transaction and another one waited for each other. Repeat the command.",
    "postgres.transaction-aborted": "A statement came after one that failed in the same transaction.",
    "postgres.copy-not-expected": "A statement asked for rows on a stream that has none.",
    "catalog.unreadable": "The catalogs could not be read, for example for lack of a privilege.",
    "catalog.transaction-aborted": "The catalogs cannot be read in a transaction that failed.",
    "catalog.load-failed": "Statements of a snapshot could not be run. The details name the objects.",
    "catalog.missing-roles": "The snapshot names roles that the server lacks. The hints create them.",
    "schema.malformed-fingerprint": "A fingerprint cannot be read, or was made by a newer Confiture.",
    "schema.unreadable-snapshot":
      "A snapshot's file is not in the form that Confiture writes: it was edited, or made by a newer Confiture.",
    "scratch.no-postgres": "The programs of a PostgreSQL server were not found. Install them, or name their folder.",
    "scratch.directory": "The folder of scratch cannot be used. Name another one.",
    "scratch.not-initialized": "`initdb` failed. The details have its message.",
    "scratch.not-started": "The scratch server does not start. The details have the end of its log.",
    "scratch.not-stopped": "The scratch server does not stop.",
    "scratch.in-use": "Another command is using the scratch server.",
    "scratch.no-template": "A cached database is gone. Repeat the command.",
    "scratch.refused": "The scratch server refused a statement. The message is the server's own.",
    "process.not-found": "A program is not in the search path.",
    "process.not-started": "The system refused to start a program.",
    "process.time-limit": "A program took too long and was ended.",
    "process.unknown-user": "There is no such user to run a program as.",
    "terminal.write-failed": "What the command printed could not be written, for example to a full disk.",
  ]

  private static let findings = [
    "repository.broken-reference": "A reference leads nowhere, or to something that it may not name.",
    "repository.damaged-object": "An object is missing or damaged.",
    "repository.malformed-version": "A version cannot be read.",
    "repository.foreign-commit": "A version's commit does not say what its migration says.",
    "repository.wrong-fingerprint": "A snapshot does not give the schema that its fingerprint stands for.",
    "repository.malformed-record": "An outcome or an operation cannot be read.",
    "repository.unsound-approval":
      "An approval or a revocation is not about the plan whose reference it is on, or its signature is none.",
    "repository.sealed-edit": "A sealed migration was edited, or its folder is gone.",
    "repository.schema-edit": "A file of `db/schema` is not as the branch has it.",
    "generate.rows-refused":
      "A migration fails with rows such as those tried out, so it was proven without. Look at its conditions.",
    "proof.replayed": "A migration needed rows of earlier ones, so it was proven on a database that ran them all.",
    "snapshot.uncovered":
      "A migration makes objects of a kind that snapshots do not hold. They are run, not compared.",
    "snapshot.depends-on-date": "A migration names objects by today's date, so that it leads elsewhere tomorrow.",
  ]
}
