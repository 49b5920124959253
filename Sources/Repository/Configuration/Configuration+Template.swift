extension Configuration {
  /// What `confiture init` writes: the defaults, as comments.
  package static let template = """
    # Configuration of Confiture. Everything but 'version' may be left out; what is commented out is the default
    # or an example. ${NAME} stands for a variable of the environment, ${NAME:-text} has a default.
    version: 1

    # targets:
    #   production:
    #     url_env: DATABASE_URL                  # the variable that holds the address
    #     direct_url: ${DIRECT_DATABASE_URL}     # past a pooling proxy such as PgBouncer
    #   staging:
    #     url: postgresql://app:${STAGING_PASSWORD}@staging.example.org/app
    #     disposable: true                       # may be emptied and built anew
    #   acme:
    #     url_env: DATABASE_URL
    #     schema: tenant_acme                    # one schema of the database, in the place of
    #     history_schema: public                 # the one that the migrations are written for

    # environments:                              # databases whose version is promoted from one to the next
    #   testing:
    #     url_env: TESTING_URL
    #   live:
    #     url_env: LIVE_URL
    #     promotes_from: testing
    #     protected: true                        # only forwards or by approved plans, rehearsed, never on drift
    #     allowed_risk: medium                   # low, medium or high
    #     approvals: 2                           # how many people have to sign a plan
    #     allowed_signers: db/allowed_signers    # who may: OpenSSH's form, as it is committed on the branch
    #     window: mon-thu 09:00-16:00 Europe/Berlin
    #     soak: 1h                               # how long it must have been healthy in testing
    #     tenants:                               # many databases, or schemas, in place of one
    #       query: SELECT name FROM tenants      # on the database of 'url'; or list: [acme, globex], or command:
    #       database: app_{name}                 # on the same server; or schema: tenant_{name} in that database
    #       canary: [acme]                       # who goes first
    #       waves: [1, 5%, 25%, 100%]            # how many follow at a time
    #       concurrency: 8                       # how many a runner moves at once
    #       stop_after: 1                        # how many failures stop a rollout

    # snapshot:
    #   owners: false                            # owners and grants are part of the schema

    # scratch:                                   # the private server for proofs and local databases
    #   postgres: /usr/lib/postgresql/15/bin     # found by itself when left out
    #   directory: .confiture/scratch            # where it lives; a folder of the user's cache when left out
    #   url: postgresql://localhost/postgres     # a server of your own in its place
    #   idle_timeout: 15min
    #   templates: 64

    # locks:
    #   timeout: 2s                              # how long a statement waits for a lock
    #   attempts: 10                             # how often its transaction is tried

    # generate:                                  # migrations that Confiture writes
    #   online: true                             # for tables in use: indexes concurrently, constraints in steps

    """
}
